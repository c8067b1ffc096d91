package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final Inbox inbox = new Inbox(100, position -> false);

  /** The broker gives an event up after so many attempts, and does not say so. */
  @Test
  void eventsThatFailAndNeverComeAgainDoNotMakeItGrowForEver() {
    Inbox few = new Inbox(5, position -> false);
    int given = 0;
    while (!few.isOvergrown()) {
      few.delivered("failing" + given);
      few.failed("failing" + given);
      for (int i = 0; i < 10; i++) {
        few.delivered("good" + given + "-" + i);
        few.succeeded("good" + given + "-" + i);
        assertThat(few.nextAck(10)).isNotNull();
      }
      given++;
    }
    assertThat(given).as("all that remains of a session are its failures").isGreaterThan(15);
  }

  @Test
  void eventsHandledInOrderAreAcknowledgedByTheLast() {
    deliver("a", "b", "c");
    handle("a", "b");
    assertAck(inbox.nextAck(10), "b");
    assertThat(inbox.nextAck(10)).isNull();
    handle("c");
    assertAck(inbox.nextAck(10), "c");
  }

  @Test
  void eventHandledEarlyIsAcknowledgedByItself() {
    deliver("a", "b", "c", "d");
    handle("c");
    assertAck(inbox.nextAck(10), null, "c");
    handle("a", "d");
    assertAck(inbox.nextAck(10), "a", "d");
    handle("b");
    Inbox.Ack last = inbox.nextAck(10);
    assertAck(last, "d");
    assertThat(last.all()).containsExactly("b");
  }

  @Test
  void moreSingleEventsThanOneAcknowledgementTakesAreDueAfterwards() {
    deliver("a", "b", "c", "d", "e");
    handle("b", "c", "d");
    assertAck(inbox.nextAck(2), null, "b", "c");
    assertThat(inbox.ackDue()).isTrue();
    handle("a", "e");
    assertAck(inbox.nextAck(1), "e");
    assertThat(inbox.ackDue()).isFalse();
  }

  @Test
  void failedEventHoldsTheCumulativeAcknowledgementBack() {
    deliver("a", "b", "c");
    handle("a");
    assertThat(inbox.failed("b")).isEqualTo(1);
    handle("c");
    assertAck(inbox.nextAck(10), "a", "c");

    assertThat(inbox.delivered("b")).isTrue();
    handle("b");
    assertAck(inbox.nextAck(10), "c");
  }

  @Test
  void failuresOfOneEventAreCounted() {
    deliver("a");
    assertThat(inbox.failed("a")).isEqualTo(1);
    deliver("a");
    assertThat(inbox.failed("a")).isEqualTo(2);
    deliver("a");
    handle("a");
    inbox.receipted(inbox.nextAck(10));
    inbox.disconnected(List.of());
    deliver("a");
    assertThat(inbox.failed("a")).as("counted anew after a success").isEqualTo(1);
  }

  @Test
  void eventHandledBeforeTheDisconnectIsAcknowledgedAgainButNotHandledAgain() {
    deliver("a", "b");
    handle("a");
    assertAck(inbox.nextAck(10), "a");
    inbox.disconnected(List.of("b"));

    assertThat(inbox.delivered("a")).isFalse();
    assertThat(inbox.delivered("b")).isTrue();
    assertAck(inbox.nextAck(10), "a");
  }

  @Test
  void receiptedEventIsForgotten() {
    deliver("a");
    handle("a");
    inbox.receipted(inbox.nextAck(10));
    inbox.disconnected(List.of());
    assertThat(inbox.delivered("a")).isTrue();
  }

  @Test
  void eventStillWithItsHandlerIsNotHandedOverTwice() {
    deliver("a");
    inbox.disconnected(List.of());
    assertThat(inbox.delivered("a")).isFalse();
    assertThat(inbox.nextAck(10)).isNull();
    handle("a");
    assertAck(inbox.nextAck(10), "a");
  }

  @Test
  void handlerThatOutlivesItsSessionAndFailsIsReportedOnTheNewOne() {
    deliver("a");
    inbox.disconnected(List.of());
    assertThat(inbox.delivered("a")).isFalse();
    assertThat(inbox.failed("a")).isEqualTo(1);
    assertThat(inbox.delivered("a")).isTrue();
  }

  @Test
  void failureAfterTheSessionIsNotReported() {
    deliver("a");
    inbox.disconnected(List.of());
    assertThat(inbox.failed("a")).isZero();
    assertThat(inbox.delivered("a")).isTrue();
  }

  @Test
  void successAfterTheSessionIsAcknowledgedWhenDeliveredAgain() {
    deliver("a");
    inbox.disconnected(List.of());
    handle("a");
    assertThat(inbox.ackDue()).isFalse();
    assertThat(inbox.delivered("a")).isFalse();
    assertAck(inbox.nextAck(10), "a");
  }

  @Test
  void repeatedDeliveryInOneSessionIsIgnored() {
    deliver("a");
    assertThat(inbox.delivered("a")).isFalse();
    handle("a");
    assertThat(inbox.delivered("a")).isFalse();
    assertAck(inbox.nextAck(10), "a");
    assertThat(inbox.nextAck(10)).isNull();
  }

  @Test
  void memoryOfHandledEventsIsBounded() {
    Inbox small = new Inbox(1, position -> false);
    for (String position : List.of("a", "b", "c", "d", "e")) {
      small.delivered(position);
      small.succeeded(position);
    }
    small.disconnected(List.of());
    assertThat(small.delivered("a")).as("the oldest is forgotten").isTrue();
    assertThat(small.delivered("b")).isFalse();
  }

  private void deliver(String... positions) {
    for (String position : positions) {
      assertThat(inbox.delivered(position)).isTrue();
    }
  }

  private void handle(String... positions) {
    for (String position : positions) {
      inbox.succeeded(position);
    }
  }

  private static void assertAck(Inbox.Ack ack, String upTo, String... also) {
    assertThat(ack.upTo()).isEqualTo(upTo);
    assertThat(ack.also()).containsExactly(also);
  }
}
