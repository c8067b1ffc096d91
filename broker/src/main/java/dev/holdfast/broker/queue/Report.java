package dev.holdfast.broker.queue;

/** What a queue with a session says of itself from time to time. Called on its lane. */
@FunctionalInterface
public interface Report {
  /** Makes it; false when the queue is closed and is not to be asked again. */
  boolean make();
}
