package dev.holdfast.broker.queue;

/**
 * How long the core knows that an emit was stored before.
 *
 * @param sequenceWindow sequence numbers of a publisher that are known at least
 * @param eventIdWindowMs how long an event id is known at least, in milliseconds
 */
public record DedupSettings(int sequenceWindow, long eventIdWindowMs) {}
