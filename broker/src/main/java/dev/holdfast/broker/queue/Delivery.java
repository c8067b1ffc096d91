package dev.holdfast.broker.queue;

/**
 * One event on its way to a member of a shared queue.
 *
 * @param again true when this member was sent it before and holds it still
 * @param failed how many attempts to have it handled failed before, as far as they are counted
 */
public record Delivery(Event event, boolean again, int failed) {
  /** The same with what is told in the event's place. */
  Delivery of(Event other) {
    return new Delivery(other, again, failed);
  }
}
