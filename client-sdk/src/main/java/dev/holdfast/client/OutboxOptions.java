package dev.holdfast.client;

import java.util.Objects;

/**
 * The bounds of an outbox on disk.
 *
 * @param maxEvents how many emits it holds
 * @param maxBytes how large its files grow together. They are deleted in steps of an eighth of it,
 *     8 MiB at most
 * @param listener is told of what nobody waits for
 */
public record OutboxOptions(int maxEvents, long maxBytes, OutboxListener listener) {
  private static final long LEAST_BYTES = 1 << 16;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException when there is no room for an event, or for 64 KiB
   */
  public OutboxOptions {
    Objects.requireNonNull(listener);
    if (maxEvents < 1 || maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException("an outbox has room for an event, and for 64 KiB");
    }
  }

  /** 100,000 events, 256 MiB, and a listener that logs. */
  public static OutboxOptions defaults() {
    return new OutboxOptions(100_000, 256L << 20, OutboxListener.LOGGING);
  }

  /** The same with other bounds. */
  public OutboxOptions withBounds(int events, long bytes) {
    return new OutboxOptions(events, bytes, listener);
  }

  /** The same with another listener. */
  public OutboxOptions withListener(OutboxListener other) {
    return new OutboxOptions(maxEvents, maxBytes, other);
  }
}
