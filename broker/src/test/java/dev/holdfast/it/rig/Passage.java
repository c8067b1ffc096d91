package dev.holdfast.it.rig;

import java.time.Duration;

/**
 * How bytes pass in one direction of a connection through a {@link FaultProxy}.
 *
 * @param open false: nothing passes, not even the end of the connection. What comes waits, up to
 *     the proxy's buffer, and then with its sender
 * @param delayNanos for so long the proxy holds what it has read
 * @param bytesPerSecond passes at most, in portions of a quarter of a second
 */
public record Passage(boolean open, long delayNanos, long bytesPerSecond) {
  private static final long UNLIMITED = Long.MAX_VALUE;
  private static final int PORTIONS_PER_SECOND = 4;

  /** Everything passes at once. */
  public static final Passage FREE = new Passage(true, 0, UNLIMITED);

  /** Nothing passes; neither side can see that. */
  public static final Passage STOPPED = new Passage(false, 0, UNLIMITED);

  /** Everything passes, so much later. */
  public static Passage delayed(Duration delay) {
    return new Passage(true, delay.toNanos(), UNLIMITED);
  }

  /** A line that carries no more than this. */
  public static Passage throttled(long bytesPerSecond) {
    return new Passage(true, 0, bytesPerSecond);
  }

  /** Whether bytes have to wait for their time. */
  boolean timed() {
    return delayNanos > 0 || bytesPerSecond != UNLIMITED;
  }

  /** How much may be on its way at a time, up to this. */
  int portion(int most) {
    return bytesPerSecond == UNLIMITED
        ? most
        : (int) Math.min(most, Math.max(1, bytesPerSecond / PORTIONS_PER_SECOND));
  }

  /** How long the line is busy with so many bytes. */
  long nanosFor(int bytes) {
    return bytesPerSecond == UNLIMITED ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
  }
}
