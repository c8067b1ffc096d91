package dev.holdfast.client;

/** Is told of every event that a handler could not deal with. */
@FunctionalInterface
public interface ErrorListener {
  /**
   * Called on the thread where the handler failed. The broker will deliver the event again.
   *
   * @param failure what the handler threw, or what its stage failed with
   */
  void onError(Event event, Throwable failure);
}
