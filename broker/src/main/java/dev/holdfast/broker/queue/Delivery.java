package dev.holdfast.broker.queue;

/**
 * One event on its way to a member of a shared queue.
 *
 * @param again true when this member was sent it before and holds it still
 */
public record Delivery(Event event, boolean again) {}
