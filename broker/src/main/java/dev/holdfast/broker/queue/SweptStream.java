package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * A stream as a {@link Sweep} comes by.
 *
 * @param number of the stream
 * @param name what it is; null for an inbox
 * @param low all members are done with it up to this offset
 * @param told up to here they have been told of the gaps in it
 * @param policy what is kept beyond that, and for how long at most
 */
record SweptStream(
    long number, @Nullable StreamName name, long low, long told, RoomPolicy policy) {}
