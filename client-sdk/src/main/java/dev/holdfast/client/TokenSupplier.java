package dev.holdfast.client;

import java.util.concurrent.CompletionStage;

/** Gets the credential that a client shows to the broker. */
@FunctionalInterface
public interface TokenSupplier {
  /**
   * A token that is good now. Asked before each attempt to connect, and when the broker says that
   * the one it has is about to end. On the thread of the callbacks: what takes long belongs on
   * another. When the stage fails, or does not complete within ten seconds, the client tries again
   * after its reconnect delay.
   */
  CompletionStage<String> token();
}
