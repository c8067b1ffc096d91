package dev.holdfast.broker.limits;

/** The permits of one client. Owned by one thread, which also brings the time. */
public final class TokenBucket {
  private final Rate rate;
  private long fullAtNanos;

  /** A full one. */
  public TokenBucket(Rate rate, long nowNanos) {
    this.rate = rate;
    this.fullAtNanos = nowNanos;
  }

  /** Takes a permit if there is one: 0, else in how many nanoseconds there will be. */
  public long take(long nowNanos) {
    if (!rate.isLimited()) {
      return 0;
    }
    long next = rate.afterOne(fullAtNanos, nowNanos);
    long overdraft = rate.overdraft(next, nowNanos);
    if (overdraft > 0) {
      return overdraft;
    }
    fullAtNanos = next;
    return 0;
  }

  /**
   * Takes a permit in any case.
   *
   * @return in how many nanoseconds it is earned; 0 when it was there
   */
  public long charge(long nowNanos) {
    if (!rate.isLimited()) {
      return 0;
    }
    fullAtNanos = rate.afterOne(fullAtNanos, nowNanos);
    return Math.max(0, rate.overdraft(fullAtNanos, nowNanos));
  }

  /** Whether as many permits are there as can be. */
  public boolean isFull(long nowNanos) {
    return fullAtNanos - nowNanos <= 0;
  }
}
