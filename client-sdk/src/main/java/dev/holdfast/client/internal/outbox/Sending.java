package dev.holdfast.client.internal.outbox;

/**
 * An emit whose turn it is.
 *
 * @param seq its sequence number
 */
public record Sending(long ordinal, long seq, Parcel parcel) {}
