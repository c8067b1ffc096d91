package dev.holdfast.client;

/** What a back-end does with a session that begins. */
@FunctionalInterface
public interface ConnectionHandler {
  /**
   * Called on the back-end's delivery thread, in order with its other handlers. Throwing has it
   * called again after a delay that grows each time, perhaps in another instance.
   *
   * @throws Exception when it could not be dealt with
   */
  void handle(NewSession session) throws Exception;
}
