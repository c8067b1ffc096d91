package dev.holdfast.broker.limits;

import java.util.concurrent.TimeUnit;

/**
 * So many permits a second, and so many at once after a rest: the arithmetic of a token bucket,
 * without its state. The state is one number, the time in nanoseconds at which the bucket is full
 * again; every permit moves it on by what it takes to earn one.
 *
 * @param perSecond 0 for no limit
 * @param burst at least 1
 */
public record Rate(int perSecond, int burst) {
  /** Permits for everybody. */
  public static final Rate UNLIMITED = new Rate(0, 1);

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException when a number is negative, or the burst 0
   */
  public Rate {
    if (perSecond < 0 || burst < 1) {
      throw new IllegalArgumentException("no rate: " + perSecond + "/s, burst " + burst);
    }
  }

  /** Whether there is a limit at all. */
  public boolean isLimited() {
    return perSecond > 0;
  }

  /** When the bucket is full again after one more permit. */
  long afterOne(long fullAtNanos, long nowNanos) {
    long from = fullAtNanos - nowNanos > 0 ? fullAtNanos : nowNanos;
    return from + SECOND_NANOS / perSecond;
  }

  /**
   * How long until the bucket is not overdrawn any more, in nanoseconds; not positive: it is not.
   */
  long overdraft(long fullAtNanos, long nowNanos) {
    return fullAtNanos - nowNanos - burst * (SECOND_NANOS / perSecond);
  }
}
