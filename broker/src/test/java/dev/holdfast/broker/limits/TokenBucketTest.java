package dev.holdfast.broker.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SEED = Long.getLong("holdfast.bucket.seed", System.nanoTime());
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final TokenBucket bucket = new TokenBucket(new Rate(10, 3), 0);

  @Test
  void aBurstIsTakenAtOnceAndThenNoMore() {
    assertThat(bucket.take(0)).isZero();
    assertThat(bucket.take(0)).isZero();
    assertThat(bucket.take(0)).isZero();
    assertThat(bucket.take(0)).isEqualTo(SECOND / 10);
  }

  @Test
  void whoeverWaitsAsLongAsToldIsPermitted() {
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take(0)).isZero();
    }
    long wait = bucket.take(0);
    assertThat(bucket.take(wait - 1)).isEqualTo(1);
    assertThat(bucket.take(wait)).isZero();
  }

  @Test
  void whatIsRefusedCostsNothing() {
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take(0)).isZero();
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(bucket.take(0)).isEqualTo(SECOND / 10);
    }
  }

  @Test
  void whatIsChargedWithoutAPermitHasToBeEarned() {
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.charge(0)).isZero();
    }
    assertThat(bucket.charge(0)).isEqualTo(SECOND / 10);
    assertThat(bucket.charge(0)).isEqualTo(2 * SECOND / 10);
    assertThat(bucket.take(0)).isEqualTo(3 * SECOND / 10);
    assertThat(bucket.isFull(5 * SECOND / 10)).isTrue();
    assertThat(bucket.isFull(5 * SECOND / 10 - 1)).isFalse();
  }

  @Test
  void aRateOfNothingIsNoLimit() {
    TokenBucket unlimited = new TokenBucket(Rate.UNLIMITED, 0);
    for (int i = 0; i < 1000; i++) {
      assertThat(unlimited.take(0)).isZero();
      assertThat(unlimited.charge(0)).isZero();
    }
  }

  @Test
  void aRateBelowNothingOrWithoutBurstIsNone() {
    assertThatThrownBy(() -> new Rate(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rate(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** In no stretch of time more than the burst and what was earned in it; and not less either. */
  @Test
  void inAnyStretchOfTimeExactlyTheRateIsPermitted() {
    Random random = new Random(SEED);
    for (int run = 0; run < 200; run++) {
      Rate rate = new Rate(1 + random.nextInt(100_000), 1 + random.nextInt(100));
      // Also where the clock of the machine wraps around.
      long start = random.nextBoolean() ? Long.MAX_VALUE - SECOND / 2 : random.nextLong();
      TokenBucket some = new TokenBucket(rate, start);
      SharedBucket shared = new SharedBucket(rate, start);
      long now = start;
      long taken = 0;
      for (int i = 0; i < 2000; i++) {
        now += random.nextInt(2 * (int) (SECOND / rate.perSecond()));
        long wait = some.take(now);
        assertThat(shared.take(now)).as("seed %s", SEED).isEqualTo(wait);
        taken += wait == 0 ? 1 : 0;
        double earned = rate.burst() + (double) (now - start) * rate.perSecond() / SECOND;
        assertThat((double) taken).as("seed %s", SEED).isLessThanOrEqualTo(earned * 1.001 + 1);
        if (wait > 0) {
          assertThat((double) taken).as("seed %s", SEED).isGreaterThan(earned * 0.5 - 2);
        }
      }
    }
  }
}
