package dev.holdfast.client;

/** What a back-end does about a session that has ended. */
@FunctionalInterface
public interface DisconnectHandler {
  /**
   * Called on the back-end's delivery thread, in order with its other handlers. Throwing has it
   * called again after a delay that grows each time, perhaps in another instance.
   *
   * @throws Exception when it could not be dealt with
   */
  void handle(Session session, Disconnect disconnect) throws Exception;
}
