package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final long SEED = Long.getLong("holdfast.clock.seed", System.nanoTime());
  private static final long MS = 1_000_000;
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  private long trueNanos = 77;
  private long wallAheadMs = 1_000_000_000;
  private final SteadyClock clock = new SteadyClock(this::wallMs, () -> trueNanos);

  private long wallMs() {
    return wallAheadMs + trueNanos / MS;
  }

  private void pass(long ms) {
    trueNanos += ms * MS;
  }

  @Test
  void itShowsTheClockOnTheWall() {
    pass(1);
    assertThat(clock.getAsLong()).isEqualTo(wallMs());
    pass(HOUR_MS);
    assertThat(clock.getAsLong()).isEqualTo(wallMs());
  }

  @Test
  void itFollowsAStepForwardAtOnce() {
    clock.getAsLong();
    wallAheadMs += HOUR_MS;
    assertThat(clock.getAsLong()).isEqualTo(wallMs());
  }

  @Test
  void afterAStepBackItIsNineTenthsAsFastUntilTheWallHasCaughtUp() {
    long before = clock.getAsLong();
    wallAheadMs -= HOUR_MS;
    assertThat(clock.getAsLong()).isEqualTo(before);
    pass(1_000);
    assertThat(clock.getAsLong()).isEqualTo(before + 900);
    pass(10 * HOUR_MS - 2_000);
    assertThat(clock.getAsLong()).isEqualTo(wallMs() + 100);
    pass(1_000);
    assertThat(clock.getAsLong()).isEqualTo(wallMs());
    pass(1_000);
    assertThat(clock.getAsLong()).isEqualTo(wallMs());
  }

  @Test
  void itGoesOnFromWhatWasShownBeforeARestart() {
    SteadyClock next = after(clock.getAsLong() + HOUR_MS);
    assertThat(next.getAsLong()).isEqualTo(wallMs() + HOUR_MS);
    pass(1_000);
    assertThat(next.getAsLong()).isEqualTo(wallMs() + HOUR_MS - 100);
    pass(10 * HOUR_MS);
    assertThat(next.getAsLong()).isEqualTo(wallMs());
  }

  @Test
  void itShowsTheWallsTimeIfItWasEarlierBeforeOrFarAhead() {
    for (long before : new long[] {0, wallMs() - 1, wallMs() + HOUR_MS + 1}) {
      assertThat(after(before).getAsLong()).isEqualTo(wallMs());
    }
  }

  private SteadyClock after(long latestMs) {
    return SteadyClock.after(latestMs, this::wallMs, () -> trueNanos);
  }

  @Test
  void whateverStepsTheClockOnTheWallMakesDurationsAreRightAndItComesBackToIt() {
    System.out.println("clock seed " + SEED);
    Random random = new Random(SEED);
    for (int run = 0; run < 200; run++) {
      steps(random);
      long lead = clock.getAsLong() - wallMs();
      pass(10 * lead + 20);
      assertThat(clock.getAsLong()).isEqualTo(wallMs());
    }
  }

  private void steps(Random random) {
    long shown = clock.getAsLong();
    long atNanos = trueNanos;
    long forwardMs = 0;
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(4) == 0) {
        long step = random.nextInt(2 * (int) HOUR_MS) - HOUR_MS;
        wallAheadMs += step;
        forwardMs += Math.max(0, step);
      }
      trueNanos += (long) Math.exp(random.nextDouble() * Math.log(HOUR_MS * 1e6));
      if (random.nextInt(3) == 0) {
        continue; // Nobody looks.
      }
      long now = clock.getAsLong();
      double passedMs = (trueNanos - atNanos) / 1e6;
      assertThat(now).isGreaterThanOrEqualTo(wallMs());
      assertThat((double) now - shown)
          .as("after %f ms", passedMs)
          .isBetween(Math.max(0, 0.9 * passedMs - 2), passedMs + forwardMs + 2);
      shown = now;
      atNanos = trueNanos;
      forwardMs = 0;
    }
  }

  /** What one thread has seen, no other sees undone. */
  @Test
  void manyReadersSeeOneTimeThatNeverGoesBack() throws Exception {
    Random steps = new Random(SEED);
    AtomicLong aheadMs = new AtomicLong();
    SteadyClock shared =
        new SteadyClock(() -> System.currentTimeMillis() + aheadMs.get(), System::nanoTime);
    AtomicLong newest = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Long>> worst = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        worst.add(threads.submit(() -> worstStep(shared, newest)));
      }
      while (!worst.stream().allMatch(Future::isDone)) {
        aheadMs.addAndGet(steps.nextInt(2_001) - 1_000);
      }
      for (Future<Long> each : worst) {
        assertThat(each.get()).isGreaterThanOrEqualTo(0);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** The smallest difference to a time that anybody had seen before. */
  private static long worstStep(SteadyClock clock, AtomicLong newest) {
    long worst = Long.MAX_VALUE;
    for (int i = 0; i < 200_000; i++) {
      long before = newest.get();
      long now = clock.getAsLong();
      worst = Math.min(worst, now - before);
      newest.accumulateAndGet(now, Math::max);
    }
    return worst;
  }
}
