package dev.holdfast.broker.limits;

import java.util.concurrent.TimeUnit;

/**
 * How fast the events of one connection are taken. A client that is faster for a while is slowed
 * down: its events are read later, and none is lost. One that stays faster would have its pongs
 * wait behind its own events until it is taken for dead: so after some time on end what is too much
 * is refused, and said to be, until it has rested.
 *
 * <p>Owned by the connection's lane, which also brings the time.
 */
public final class EventRate {
  /**
   * So little overdrawn is not worth a pause: timers are no finer, and would make the rate lower.
   */
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Who was neither slowed down nor refused anything for so long has rested. */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TokenBucket permits;
  private final long patienceNanos;
  private final LimitListener listener;
  private boolean slowed;
  private boolean refusing;

  /** While {@link #slowed}: since when, and when it was last too fast. */
  private long sinceNanos;

  private long lastNanos;

  EventRate(Rate rate, long patienceNanos, LimitListener listener, long nowNanos) {
    this.permits = new TokenBucket(rate, nowNanos);
    this.patienceNanos = patienceNanos;
    this.listener = listener;
  }

  /**
   * An event has come, and is to be taken unless this throws.
   *
   * @return for how many nanoseconds nothing is to be read after it; 0: on with the next
   * @throws LimitExceeded when it is to be refused
   */
  public long take(long nowNanos) throws LimitExceeded {
    rest(nowNanos);
    if (refusing) {
      refuseUnlessPermitted(nowNanos);
      return 0;
    }
    return delay(nowNanos);
  }

  private void rest(long nowNanos) {
    if (slowed && nowNanos - lastNanos >= REST_NANOS && permits.isFull(nowNanos)) {
      slowed = false;
      refusing = false;
    }
  }

  /** The same for what cannot be refused without losing the client: it is only slowed down. */
  public long delay(long nowNanos) {
    long overdraft = permits.charge(nowNanos);
    if (overdraft <= SLACK_NANOS) {
      return 0;
    }
    if (!slowed) {
      slowed = true;
      sinceNanos = nowNanos;
      listener.hit(Limit.EVENT_RATE);
    }
    lastNanos = nowNanos;
    refusing = nowNanos - sinceNanos >= patienceNanos;
    return overdraft;
  }

  private void refuseUnlessPermitted(long nowNanos) throws LimitExceeded {
    long waitNanos = permits.take(nowNanos);
    if (waitNanos > 0) {
      lastNanos = nowNanos;
      listener.hit(Limit.EVENT_RATE);
      throw new LimitExceeded(Limit.EVENT_RATE, TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1);
    }
  }
}
