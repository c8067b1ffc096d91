package dev.holdfast.broker.limits;

import java.util.concurrent.atomic.AtomicLong;

/** The permits of all clients together. Any thread, without a lock. */
final class SharedBucket {
  private final Rate rate;
  private final AtomicLong fullAtNanos;

  SharedBucket(Rate rate, long nowNanos) {
    this.rate = rate;
    this.fullAtNanos = new AtomicLong(nowNanos);
  }

  /** As {@link TokenBucket#take}. */
  long take(long nowNanos) {
    while (rate.isLimited()) {
      long fullAt = fullAtNanos.get();
      long next = rate.afterOne(fullAt, nowNanos);
      long overdraft = rate.overdraft(next, nowNanos);
      if (overdraft > 0) {
        return overdraft;
      }
      if (fullAtNanos.compareAndSet(fullAt, next)) {
        return 0;
      }
    }
    return 0;
  }
}
