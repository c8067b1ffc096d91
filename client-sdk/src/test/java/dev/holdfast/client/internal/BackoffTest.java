package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Settings.Delays BOUNDS =
      new Settings.Delays(Duration.ofMillis(100), Duration.ofMillis(1000));

  @Test
  void delaysDoubleUpToTheBoundAndKeepToTheirUpperHalf() {
    Backoff backoff = new Backoff(BOUNDS, new SplittableRandom(7));
    for (long ceiling : new long[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backoff.next().toMillis()).isBetween(ceiling / 2, ceiling);
    }
  }

  @Test
  void clientsThatStartTogetherDoNotComeBackTogether() {
    List<Duration> delays = new ArrayList<>();
    for (int seed = 0; seed < 50; seed++) {
      delays.add(new Backoff(BOUNDS, new SplittableRandom(seed)).next());
    }
    assertThat(delays.stream().distinct().count()).isGreaterThan(20);
  }

  @Test
  void whoIsToldToWaitWaitsAtLeastThatLongAndNotAllAreBackAtOnce() {
    Duration told = Duration.ofSeconds(3);
    List<Duration> delays = new ArrayList<>();
    for (int seed = 0; seed < 50; seed++) {
      delays.add(new Backoff(BOUNDS, new SplittableRandom(seed)).next(told));
    }
    assertThat(delays).allMatch(delay -> delay.compareTo(told) >= 0);
    assertThat(delays).allMatch(delay -> delay.compareTo(told.plusMillis(50)) <= 0);
    assertThat(delays.stream().distinct().count()).isGreaterThan(20);
  }

  @Test
  void whoHasToWaitLongerByItselfDoesSo() {
    Backoff backoff = new Backoff(BOUNDS, new SplittableRandom(7));
    for (long ceiling : new long[] {100, 200, 400, 800, 1000, 1000}) {
      Duration shorter = Duration.ofMillis(ceiling / 2);
      assertThat(backoff.next(shorter).toMillis()).isBetween(ceiling / 2, ceiling);
    }
  }

  @Test
  void resetBeginsWithTheShortestAgain() {
    Backoff backoff = new Backoff(BOUNDS, new SplittableRandom(7));
    for (int i = 0; i < 10; i++) {
      backoff.next();
    }
    backoff.reset();
    assertThat(backoff.next().toMillis()).isBetween(50L, 100L);
  }

  @Test
  void anyNumberOfAttemptsStaysWithinTheBound() {
    assertThat(Backoff.ceilingMs(BOUNDS, 55)).isEqualTo(1000);
    assertThat(Backoff.ceilingMs(BOUNDS, 64)).isEqualTo(1000);
    assertThat(Backoff.ceilingMs(BOUNDS, Integer.MAX_VALUE)).isEqualTo(1000);
  }

  @Test
  void boundsOutOfOrderAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Settings.Delays(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Settings.Delays(Duration.ZERO, Duration.ofSeconds(1)));
  }
}
