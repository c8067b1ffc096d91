package dev.holdfast.client;

/** Is told how the client stands to its broker. */
@FunctionalInterface
public interface StateListener {
  /**
   * Called on the client's callback thread, once for each change, in order.
   *
   * @param reason for people: why it changed; empty where there is nothing to say
   */
  void onState(ClientState state, String reason);
}
