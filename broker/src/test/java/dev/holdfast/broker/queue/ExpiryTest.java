package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a reader does with events whose time to live is over; they come at 1 ms. */
class ExpiryTest {
  private final TestLog log = new TestLog();
  private final ClientSnapshot a = log.connected("a");

  private void emitToA(long... ttlsMs) {
    for (long ttlMs : ttlsMs) {
      EmitMarks marks = EmitMarks.NONE.withHandling(Handling.PLAIN.withTtl(ttlMs));
      log.append(emit("p", Audience.of(inbox("a")), marks));
    }
  }

  @Test
  void expiredEventsAfterEachOtherAreOneGapInThePlaceOfTheLast() {
    emitToA(0, 10, 10, 0, 10);
    assertThat(ReaderRig.read(log, a, 10, true)).containsExactly("2", "3", "4", "5", "6");
    assertThat(ReaderRig.read(log, a, 11, true))
        .containsExactly("2", "gap of 2 at 4", "5", "gap of 1 at 6");
  }

  @Test
  void theCursorStaysBeforeARunThatIsNotAcknowledged() {
    emitToA(10, 10);
    assertThat(ReaderRig.read(log, a, 11, true)).containsExactly("gap of 2 at 3");
    assertThat(ReaderRig.lastCursor).isEqualTo(a.upTo());
  }

  @Test
  void whoIsNotToldOfGapsPassesThem() {
    emitToA(10, 10);
    assertThat(ReaderRig.read(log, a, 11, false)).isEmpty();
    assertThat(ReaderRig.lastCursor).isEqualTo(3);
  }

  @Test
  void aRowThatStandsForWhatExpiredIsToldEvenBeyondTheMembershipItReachesOver() {
    log.append(TestLog.join("a", "r"));
    log.append(emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    log.append(TestLog.leave("a", "r"));
    log.append(emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    ClientSnapshot left = log.connected("a");
    long stream = left.memberships().get(2).stream();
    Store.Batch batch = log.store.batch();
    batch.deleteRange(Table.EVENTS, Keys.one(stream), Keys.one(stream + 1));
    Gap gap = new Gap(0, 5, 2, GapReason.EXPIRED, 7);
    batch.put(Table.EVENTS, Keys.two(stream, 5), RowWriter.gap(gap, StreamCount.NONE));
    log.store.commit(batch, true);
    assertThat(ReaderRig.read(log, left, 0, true)).containsExactly("gap of 2 at 4");
  }

  @Test
  void theLeastTimeOfAllRoomsAndTheEventItselfHolds() {
    TimeToLive times = new TimeToLive(new SimPolicies(QueueLimits.NONE, 50));
    LogRecord.Emit plain =
        emit("p", LogRecord.Emit.NO_SEQ, room("r"), room(SimPolicies.EXPIRING_ROOM));
    assertThat(ttl(times, plain)).isEqualTo(50);
    assertThat(ttl(times, plain.withTtl(40))).isEqualTo(40);
    assertThat(ttl(times, plain.withTtl(60))).isEqualTo(50);
    assertThat(ttl(times, emit("p", LogRecord.Emit.NO_SEQ, room("r")))).isZero();
  }

  private static long ttl(TimeToLive times, LogRecord.Emit emit) {
    return times.limit(emit, emit.audience().targets()).marks().handling().ttlMs();
  }
}
