package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rooms that are named, and neither joined nor given anything to keep: nothing is left of them. */
class UnusedRoomsTest {
  private static final StreamName ROOM = room("r");
  private static final long NO_SEQ = LogRecord.Emit.NO_SEQ;

  private final TestLog log = new TestLog();

  private static LogRecord.Emit with(Handling handling, StreamName... targets) {
    return TestLog.emit("p", Audience.of(targets), EmitMarks.NONE.withHandling(handling));
  }

  private static int rooms(TestLog log) {
    int rooms = 0;
    byte[][] range = Keys.roomRange("/");
    try (Store.Scan scan = log.store.scan(Table.STREAMS, range[0], range[1])) {
      for (scan.seek(range[0]); scan.valid(); scan.next()) {
        rooms++;
      }
    }
    return rooms;
  }

  private int rooms() {
    return rooms(log);
  }

  @Test
  void aVolatileEmitLeavesNothing() {
    ClientSnapshot client = log.connected("a");
    log.append(TestLog.volatileTo(ROOM, inbox("a")));
    assertThat(log.queue(client, 9)).isEmpty();
    assertThat(rooms()).isZero();
  }

  @Test
  void anEmitThatIsRefusedLeavesNothing() {
    log.append(emit("p", NO_SEQ, ROOM, inbox("nobody")));
    log.append(with(Handling.PLAIN.withRetained(true), ROOM, inbox("nobody")));
    TestLog full = new TestLog(new MemoryStore(), new LimitedEmits(new EmitLimits(0, 0, 0)));
    full.append(connect("p"));
    for (Handling asked :
        List.of(
            Handling.PLAIN.withDeliverAt(9), Handling.PLAIN.withRetained(true).withReceipt(true))) {
      assertThat(full.append(with(asked, ROOM))).isInstanceOf(Applied.Refused.class);
    }
    assertThat(rooms()).isZero();
    assertThat(rooms(full)).isZero();
  }

  @Test
  void whatWaitsForItsTimeNamesItsRoomsAndNumbersNone() {
    LogRecord.Emit later = with(Handling.PLAIN.withDeliverAt(9), ROOM);
    log.append(later.to(later.audience().exceptRooms(List.of("s"))));
    assertThat(rooms()).isZero();
    TestLog after = log.reopened();
    for (String client : List.of("a", "b")) {
      after.append(connect(client));
      after.append(join(client, "r"));
    }
    after.append(join("b", "s"));
    after.view.handlings().schedule().due(9).forEach(after::append);
    assertThat(after.queue(after.connected("a"), 9)).hasSize(1);
    assertThat(after.queue(after.connected("b"), 9)).isEmpty();
  }
}
