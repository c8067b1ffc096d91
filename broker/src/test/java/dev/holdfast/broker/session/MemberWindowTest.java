package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberWindowTest {
  private final MemberWindow window = new MemberWindow(4);

  @Test
  void cumulativeAcknowledgementGoesByTheOrderOfDelivery() {
    deliver(10, 11, 5, 12);
    window.acknowledgeUpTo(11);
    assertThat(window.takeAcknowledged()).containsExactly(10L, 11L);
    assertThat(window.holds(5)).isTrue();
    window.acknowledgeUpTo(12);
    assertThat(window.takeAcknowledged()).containsExactly(5L, 12L);
    assertThat(window.unacknowledged()).isZero();
  }

  @Test
  void anEventAcknowledgedAloneIsNotAcknowledgedTwice() {
    deliver(1, 2, 3);
    window.acknowledge(2);
    window.acknowledge(2);
    window.acknowledgeUpTo(2);
    assertThat(window.takeAcknowledged()).containsExactly(2L, 1L);
    assertThat(window.takeAcknowledged()).isEmpty();
    assertThat(window.unacknowledged()).isEqualTo(1);
  }

  @Test
  void whatWasNeverDeliveredAcknowledgesNothing() {
    deliver(1, 2);
    window.acknowledgeUpTo(7);
    window.acknowledge(7);
    assertThat(window.takeAcknowledged()).isEmpty();
    assertThat(window.wasDelivered(7)).isFalse();
  }

  @Test
  void theNewestOfWhatIsDoneIsStillKnown() {
    deliver(1, 2, 3);
    window.acknowledgeUpTo(2);
    assertThat(window.wasDelivered(2)).isTrue();
    assertThat(window.wasDelivered(1)).isFalse();
    assertThat(window.wasDelivered(3)).isTrue();
  }

  @Test
  void nothingIsKeptOfWhatIsDone() {
    deliver(1, 2, 3);
    window.acknowledge(3);
    window.acknowledge(2);
    assertThat(window.holds(1)).isTrue();
    window.acknowledge(1);
    assertThat(window.wasDelivered(1)).isFalse();
    assertThat(window.wasDelivered(2)).isFalse();
  }

  private void deliver(long... offsets) {
    for (long offset : offsets) {
      window.delivered(offset);
    }
  }
}
