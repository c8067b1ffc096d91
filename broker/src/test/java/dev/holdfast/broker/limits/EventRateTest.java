package dev.holdfast.broker.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventRateTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PATIENCE_MS = 1000;

  private final LimitCounters hits = new LimitCounters();
  private final EventRate rate = new EventRate(new Rate(100, 10), PATIENCE_MS * MS, hits, 0);

  private long nowMs;

  /** Sends as fast as it is read, for so long; returns how many were taken. */
  private int flood(long forMs) throws LimitExceeded {
    int taken = 0;
    for (long end = nowMs + forMs; nowMs < end; taken++) {
      nowMs += Math.round((double) rate.take(nowMs * MS) / MS);
    }
    return taken;
  }

  private LimitExceeded floodUntilRefused() {
    try {
      flood(10 * PATIENCE_MS);
    } catch (LimitExceeded refused) {
      return refused;
    }
    throw new AssertionError("never refused");
  }

  @Test
  void whoStaysBelowTheRateIsNeverSlowed() throws Exception {
    for (nowMs = 0; nowMs < 100_000; nowMs += 10) {
      assertThat(rate.take(nowMs * MS)).isZero();
    }
    assertThat(hits.count(Limit.EVENT_RATE)).isZero();
  }

  @Test
  void whoIsFasterIsSlowedDownToTheRateAndLosesNothing() throws Exception {
    assertThat(flood(PATIENCE_MS - 50)).isBetween(100, 110);
    assertThat(hits.count(Limit.EVENT_RATE)).isEqualTo(1);
  }

  @Test
  void whoStaysFasterIsRefusedWhatIsTooMuchAndToldWhenToComeAgain() throws Exception {
    LimitExceeded refused = floodUntilRefused();
    assertThat(nowMs).isGreaterThanOrEqualTo(PATIENCE_MS);
    assertThat(refused.limit()).isEqualTo(Limit.EVENT_RATE);
    assertThat(refused.retryAfterMs()).isBetween(1L, 11L);
    nowMs += refused.retryAfterMs();
    assertThat(rate.take(nowMs * MS)).as("the rate itself is kept, without delay").isZero();
  }

  @Test
  void whoHasRestedIsSlowedDownFirstAgain() throws Exception {
    assertThat(floodUntilRefused()).isNotNull();
    nowMs += 10_000;
    assertThat(flood(PATIENCE_MS - 50)).isBetween(100, 110);
  }

  @Test
  void aConnectIsOnlyDelayed() {
    assertThat(floodUntilRefused()).isNotNull();
    assertThat(rate.delay(nowMs * MS)).isPositive();
  }
}
