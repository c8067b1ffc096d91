package dev.holdfast.broker.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket for each address. Those that are full again are forgotten, and there are never more than
 * a bound: in a flood of addresses, the ones beyond share a bucket. Any thread.
 */
final class AddressBuckets {
  /** How often at most the table is searched for what can be forgotten. */
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Rate rate;
  private final int most;
  private final SharedBucket others;

  /** By {@link AddressKey}: when its bucket is full again. */
  private final ConcurrentMap<Long, Long> fullAt = new ConcurrentHashMap<>();

  private final AtomicLong sweptAt;

  /** {@code most} addresses at most are told apart. */
  AddressBuckets(Rate rate, int most, long nowNanos) {
    this.rate = rate;
    this.most = most;
    this.others = new SharedBucket(rate, nowNanos);
    this.sweptAt = new AtomicLong(nowNanos);
  }

  /** As {@link TokenBucket#take}, for one address. */
  long take(long address, long nowNanos) {
    if (!rate.isLimited()) {
      return 0;
    }
    if (fullAt.size() >= most) {
      sweep(nowNanos);
      if (fullAt.size() >= most && !fullAt.containsKey(address)) {
        return others.take(nowNanos);
      }
    }
    long[] overdraft = new long[1];
    fullAt.compute(
        address,
        (key, before) -> {
          long next = rate.afterOne(before == null ? nowNanos : before, nowNanos);
          overdraft[0] = rate.overdraft(next, nowNanos);
          return overdraft[0] > 0 ? before : next;
        });
    return Math.max(0, overdraft[0]);
  }

  private void sweep(long nowNanos) {
    long last = sweptAt.get();
    if (nowNanos - last >= SWEEP_NANOS && sweptAt.compareAndSet(last, nowNanos)) {
      fullAt.values().removeIf(full -> full - nowNanos <= 0);
    }
  }

  /** How many addresses it knows. */
  int size() {
    return fullAt.size();
  }
}
