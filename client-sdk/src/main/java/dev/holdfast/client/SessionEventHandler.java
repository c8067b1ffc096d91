package dev.holdfast.client;

/** What a back-end does with an event that a session emitted. */
@FunctionalInterface
public interface SessionEventHandler {
  /**
   * Called on the back-end's delivery thread, one event after the other. Returning acknowledges the
   * event; throwing asks the broker to deliver it again, perhaps to another instance, after a delay
   * that grows each time.
   *
   * @param session who emitted it; it may have ended meanwhile
   * @throws Exception when the event could not be dealt with
   */
  void handle(Session session, Event event) throws Exception;
}
