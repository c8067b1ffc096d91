package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * The start of a stream, as a sweep has found it.
 *
 * @param stream its number
 * @param name what it is; null for an inbox
 * @param upTo the last offset of it
 * @param before what the stream had before it
 * @param count what it is
 */
public record TrimRange(
    long stream, @Nullable StreamName name, long upTo, StreamCount before, StreamCount count) {}
