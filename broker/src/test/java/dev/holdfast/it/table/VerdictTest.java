package dev.holdfast.it.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static Verdict of(List<List<Integer>> connections) {
    return Verdict.of(10, 14, connections);
  }

  @Test
  void eventsThatComeAgainOnALaterConnectionBreakNoPromise() {
    Verdict verdict = of(List.of(List.of(10, 11, 12), List.of(), List.of(11, 12, 13)));
    assertThat(verdict).isEqualTo(new Verdict(0, 2, 0, true));
    assertThat(verdict.good()).isTrue();
    assertThat(verdict).hasToString("0 · 2 · yes");
  }

  @Test
  void aMissedEventIsFound() {
    assertThat(of(List.of(List.of(10, 11), List.of(13)))).isEqualTo(new Verdict(1, 0, 0, true));
  }

  @Test
  void anAcknowledgedEventThatComesAgainIsFound() {
    Verdict verdict = of(List.of(List.of(9, 10, 11, 12, 13)));
    assertThat(verdict).isEqualTo(new Verdict(0, 0, 1, true));
    assertThat(verdict).hasToString("0 · 0 and 1 acknowledged · yes");
    assertThat(verdict.good()).isFalse();
  }

  @Test
  void aConnectionThatBringsAnEventTwiceIsOutOfOrder() {
    assertThat(of(List.of(List.of(10, 11, 12, 12, 13))).ordered()).isFalse();
  }

  @Test
  void firstDeliveriesOnDifferentConnectionsHaveToRise() {
    assertThat(of(List.of(List.of(10, 12), List.of(11, 13))).ordered()).isFalse();
  }
}
