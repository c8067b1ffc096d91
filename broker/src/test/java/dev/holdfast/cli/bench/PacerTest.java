package dev.holdfast.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long START = 5 * SECOND;

  @Test
  void atARateEveryTurnIsDueAtItsTime() {
    Pacer pacer = Pacer.of(100, START, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(pacer.grant(0, START)).isEqualTo(START);
    assertThat(pacer.grant(1, START + 10 * MS - 1)).isEqualTo(Pacer.NOT_YET);
    assertThat(pacer.grant(1, START + 10 * MS)).isEqualTo(START + 10 * MS);
  }

  @Test
  void whatIsEmittedLateWasStillDueAtItsTime() {
    Pacer pacer = Pacer.of(100, START, Long.MAX_VALUE, Long.MAX_VALUE);
    long late = START + SECOND;
    for (long turn = 0; turn <= 100; turn++) {
      assertThat(pacer.grant(turn, late)).isEqualTo(START + turn * 10 * MS);
    }
    assertThat(pacer.grant(101, late)).isEqualTo(Pacer.NOT_YET);
  }

  @Test
  void turnsBecomeDueOnce() {
    Pacer pacer = Pacer.of(1_000, START, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(pacer.newlyDue(START - 1)).isZero();
    assertThat(pacer.newlyDue(START)).isEqualTo(1);
    assertThat(pacer.newlyDue(START)).isZero();
    assertThat(pacer.newlyDue(START + 10 * MS + MS / 2)).isEqualTo(10);
  }

  @Test
  void itSleepsUntilTheNextTurn() {
    Pacer pacer = Pacer.of(10, START, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(pacer.newlyDue(START)).isEqualTo(1);
    assertThat(pacer.sleepNanos(START + 30 * MS)).isEqualTo(70 * MS);
    assertThat(pacer.sleepNanos(START + SECOND)).isPositive();
  }

  @Test
  void withoutARateEverythingIsDueNow() {
    Pacer pacer = Pacer.of(0, START, START + SECOND, Long.MAX_VALUE);
    assertThat(pacer.grant(1_000_000, START + 3)).isEqualTo(START + 3);
  }

  @Test
  void nothingIsGrantedAfterTheEnd() {
    for (double rate : new double[] {0, 100}) {
      Pacer pacer = Pacer.of(rate, START, START + SECOND, Long.MAX_VALUE);
      assertThat(pacer.over(START + SECOND - 1)).isFalse();
      assertThat(pacer.over(START + SECOND)).isTrue();
      assertThat(pacer.grant(0, START + SECOND)).isEqualTo(Pacer.NOT_YET);
    }
  }

  @Test
  void norMoreThanTheTotal() {
    for (double rate : new double[] {0, 1_000_000}) {
      Pacer pacer = Pacer.of(rate, START, Long.MAX_VALUE, 3);
      long later = START + SECOND;
      for (int turn = 0; turn < 3; turn++) {
        assertThat(pacer.grant(turn, later)).isNotEqualTo(Pacer.NOT_YET);
      }
      assertThat(pacer.grant(3, later)).isEqualTo(Pacer.NOT_YET);
      assertThat(pacer.over(later)).isTrue();
    }
  }
}
