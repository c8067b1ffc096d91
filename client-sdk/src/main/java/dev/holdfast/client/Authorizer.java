package dev.holdfast.client;

/** Decides who may join the namespace: what {@code io.use} is in a Socket.IO server. */
@FunctionalInterface
public interface Authorizer {
  /**
   * Called on the back-end's authorisation thread, one request after the other.
   *
   * @throws Exception when it cannot be decided now. The request stays unanswered: a failure that
   *     may pass must not send a client away for good, so the broker asks another instance or
   *     closes the connection, and the client tries again
   */
  Decision authorize(ConnectRequest request) throws Exception;
}
