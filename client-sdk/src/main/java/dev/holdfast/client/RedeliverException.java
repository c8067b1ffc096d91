package dev.holdfast.client;

import java.time.Duration;

/**
 * Thrown by a handler, or what its stage fails with, to have its event delivered again after a
 * delay of its own choice. The error listener is not told.
 */
public final class RedeliverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration delay;

  /**
   * With what the broker is told.
   *
   * @param delay a day at most
   * @param reason for people; it stands with the event if that ends as a dead letter
   */
  public RedeliverException(Duration delay, String reason) {
    super(reason);
    this.delay = delay;
  }

  /** After which the event comes again. */
  public Duration delay() {
    return delay;
  }
}
