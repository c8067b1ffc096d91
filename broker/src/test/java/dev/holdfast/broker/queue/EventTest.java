package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTest {
  private static final String NAME = "x".repeat(200);

  @Test
  void theTailCountsTheWireFormsThatComeToBeKeptWithAnEvent() {
    Event event = event(10_000, List.of());
    assertThat(event.weight()).isBetween(10_000, 11_000);
    assertThat(event.tailWeight()).isGreaterThan((1 + Event.MAX_WIRE_FORMS) * 10_000L);
    Commit commit = new Commit(1, 1, List.of(event));
    assertThat(commit.weight()).isLessThan(11_000);
    assertThat(commit.tailWeight()).isGreaterThan(event.tailWeight());
  }

  /** A thousand names of clients to leave out weighed nothing, in the queue and in the tail. */
  @Test
  void namesCountToo() {
    assertThat(event(1, Collections.nCopies(1_000, NAME)).weight()).isGreaterThan(200_000);
  }

  @Test
  void aTailOfEventsWithAllFormsStaysWithinItsBound() {
    long bound = 1_000_000;
    Tail tail = new Tail(0, bound);
    for (int i = 1; i <= 1_000; i++) {
      tail.add(new Commit(i, i, List.of(event(10_000, List.of()))));
    }
    long held = tail.end() - tail.start();
    assertThat(held * (1 + Event.MAX_WIRE_FORMS) * 10_000L).isBetween(bound / 2, bound);
  }

  private static Event event(int bodyBytes, List<String> except) {
    LogRecord.Emit emit =
        new LogRecord.Emit(
            TestLog.key("p"),
            1,
            Audience.of(TestLog.room(NAME)).except(except),
            EmitMarks.NONE,
            Content.of(Bytes.of(new byte[bodyBytes])));
    return new Event(1, emit, new long[] {1}, new long[0]);
  }
}
