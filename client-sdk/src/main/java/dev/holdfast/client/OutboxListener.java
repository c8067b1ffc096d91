package dev.holdfast.client;

import java.nio.file.Path;

/** Is told what becomes of emits on disk that nobody else may be waiting for. */
public interface OutboxListener {
  /** Logs as warnings. */
  OutboxListener LOGGING = new OutboxListener() {};

  /**
   * The broker refused an emit for good, perhaps one of an earlier run of the application. It has
   * been removed. Called on the client's callback thread.
   *
   * @param event the event's name and arguments as a JSON array, binary ones as placeholders
   */
  default void onRefused(String event, HoldfastException reason) {
    System.getLogger("dev.holdfast.client")
        .log(System.Logger.Level.WARNING, "emit {0} was refused: {1}", event, reason.getMessage());
  }

  /**
   * The broker refused an emit for a reason that may pass, and nothing is sent until it takes that
   * emit: it is tried again with growing delays, and this is called each time. Called on the
   * client's callback thread.
   */
  default void onHeld(HoldfastException reason) {
    System.getLogger("dev.holdfast.client")
        .log(
            System.Logger.Level.WARNING,
            "the outbox waits, since the broker refuses for now: {0}",
            reason.getMessage());
  }

  /**
   * The end of a file was cut off when the outbox was opened: what a crash leaves of a write under
   * way, of which nobody was told that it had been accepted. Called on the thread that builds the
   * client.
   *
   * @param at the byte where the file ends now
   * @param bytes how many were cut off
   */
  default void onCut(Path file, long at, long bytes) {
    System.getLogger("dev.holdfast.client")
        .log(System.Logger.Level.WARNING, "{0}: cut {1} bytes off at {2}", file, bytes, at);
  }
}
