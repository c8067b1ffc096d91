package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AckIdsTest {
  private final Set<Long> window = new HashSet<>();
  private final AckIds ids = new AckIds(new AckCounter(), window::contains);

  @Test
  void anIdStandsForItsEventOnce() {
    assertThat(deliver(7)).isEqualTo(0);
    assertThat(deliver(9)).isEqualTo(1);
    assertThat(ids.take(1)).isEqualTo(9);
    assertThat(ids.take(1)).isNull();
    assertThat(ids.take(0)).isEqualTo(7);
    assertThat(ids.take(2)).as("never given out").isNull();
    assertThat(ids.size()).isZero();
  }

  @Test
  void anEventDeliveredManyTimesHoldsOneId() {
    long last = 0;
    for (int i = 0; i < 1_000; i++) {
      last = deliver(7);
    }
    assertThat(ids.size()).isEqualTo(1);
    assertThat(ids.take(0)).as("void since the second delivery").isNull();
    assertThat(ids.take(last)).isEqualTo(7);
  }

  @Test
  void eventsAcknowledgedInAnotherWayDoNotPileUp() {
    long held = deliver(1);
    for (long offset = 2; offset <= 10_000; offset++) {
      deliver(offset);
      window.remove(offset);
    }
    assertThat(ids.size()).isLessThan(50);
    assertThat(ids.take(held)).as("still in the window").isEqualTo(1);
  }

  private long deliver(long offset) {
    window.add(offset);
    return ids.next(offset);
  }
}
