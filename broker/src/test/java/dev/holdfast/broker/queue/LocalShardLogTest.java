package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.ack;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LocalShardLogTest {
  private final TestLog log = new TestLog();

  @Test
  void whatSomebodyIsToldOfIsSynced() {
    for (LogRecord record :
        List.of(
            connect("a"),
            join("a", "r"),
            emit("a", 0, room("r")),
            ack("a", 1, true),
            TestLog.leave("a", "r"))) {
      log.append(record);
      assertThat(log.store.unsyncedBatches()).as(record.toString()).isZero();
    }
  }

  @Test
  void anAcknowledgementWithoutAReceiptWaitsForTheNextSync() {
    log.append(connect("a"));
    log.append(ack("a", 1, false));
    assertThat(log.store.unsyncedBatches()).isEqualTo(1);
    log.appendAll(ack("a", 1, false), emit("a", 0, room("r")));
    assertThat(log.store.unsyncedBatches()).isZero();
  }

  @Test
  void afterAFailedCommitNothingIsTaken() {
    log.store.failNextCommit(MemoryStore.Failure.BEFORE_PERSISTING);
    assertThatThrownBy(() -> log.append(connect("a"))).isInstanceOf(Store.StoreException.class);
    assertThatThrownBy(() -> log.append(connect("b")))
        .isInstanceOf(Store.StoreException.class)
        .hasMessageContaining("until a restart");
  }

  @Test
  void theSameRecordsGiveTheSameStoreByteForByte() {
    TestLog other = new TestLog();
    for (TestLog each : List.of(log, other)) {
      each.appendAll(connect("b"), connect("a"), join("a", "r"), emit("a", 0, room("r")));
      each.appendAll(emit("a", 0, room("r")), emit("b", 3, room("s"), room("r")));
      each.appendAll(ack("a", 4, true), new LogRecord.Forget(TestLog.key("b")), connect("b"));
    }
    assertThat(log.store.dump()).isEqualTo(other.store.dump());
  }
}
