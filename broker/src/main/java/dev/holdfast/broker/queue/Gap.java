package dev.holdfast.broker.queue;

/**
 * A note that a range of a queue was dropped (P2).
 *
 * @param from what was dropped came after this offset
 * @param to the last offset of the range
 * @param events how many events were dropped at most
 * @param reason why
 * @param timeMs when, in milliseconds since 1970
 */
public record Gap(long from, long to, long events, GapReason reason, long timeMs) {}
