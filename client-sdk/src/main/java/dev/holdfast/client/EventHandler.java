package dev.holdfast.client;

/** What an application does with an event. */
@FunctionalInterface
public interface EventHandler {
  /**
   * Called on the client's delivery thread, one event after the other. Returning acknowledges the
   * event; throwing asks the broker to deliver it again after a delay that grows each time.
   *
   * @throws Exception when the event could not be dealt with
   */
  void handle(Event event) throws Exception;
}
