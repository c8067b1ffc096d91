package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OverfullQueuesTest {
  private TestLog log;
  private ClientSnapshot a;

  private void limit(long events, long bytes, long ageMs) {
    QueueLimits limits = new QueueLimits(events, bytes, ageMs, QueueLimits.Overflow.REJECT);
    log = new TestLog(new MemoryStore(), new SimPolicies(limits, 0));
    a = log.connected("a");
    log.append(TestLog.join("a", "r"));
  }

  private void emitToRoom(long... timesMs) {
    for (long timeMs : timesMs) {
      LogRecord.Emit emit = emit("p", LogRecord.Emit.NO_SEQ, room("r"));
      log.append(
          new LogRecord.Emit(emit.client(), timeMs, emit.audience(), emit.marks(), emit.content()));
    }
  }

  private List<LogRecord.Drop> find(long nowMs) {
    return new OverfullQueues(log.store, log.policies, log.log.end(), nowMs).find(Set.of("/"));
  }

  private static LogRecord.Drop drop(long upTo, long events, GapReason reason, long nowMs) {
    return new LogRecord.Drop(key("a"), 1, upTo, events, reason, nowMs);
  }

  @Test
  void theOldestThatComeThroughRoomsAreDroppedBeyondTheNumberAllowed() {
    limit(2, 0, 0);
    emitToRoom(1, 1);
    assertThat(find(9)).isEmpty();
    emitToRoom(1, 1, 1);
    assertThat(find(9)).containsExactly(drop(5, 3, GapReason.QUEUE_EVENTS, 9));
  }

  @Test
  void whatWasAcknowledgedDoesNotCount() {
    limit(2, 0, 0);
    emitToRoom(1, 1, 1);
    log.append(TestLog.ack("a", 3, false));
    assertThat(find(9)).isEmpty();
  }

  @Test
  void bytesAreLimitedButForOneEvent() {
    limit(0, 1, 0);
    emitToRoom(1);
    assertThat(find(9)).isEmpty();
    emitToRoom(1, 1);
    assertThat(find(9)).containsExactly(drop(4, 2, GapReason.QUEUE_BYTES, 9));
  }

  @Test
  void whatHasWaitedTooLongIsDropped() {
    limit(0, 0, 100);
    emitToRoom(10, 20, 50, 60);
    assertThat(find(110)).isEmpty();
    assertThat(find(111)).containsExactly(drop(3, 1, GapReason.QUEUE_AGE, 111));
    assertThat(find(151)).containsExactly(drop(5, 3, GapReason.QUEUE_AGE, 151));
    assertThat(find(500)).containsExactly(drop(6, 4, GapReason.QUEUE_AGE, 500));
  }

  @Test
  void theClientIsToldAndGetsWhatIsLeft() {
    limit(2, 0, 0);
    emitToRoom(1, 1, 1, 1);
    find(9).forEach(log::append);
    assertThat(find(9)).isEmpty();
    ClientSnapshot back = log.connected("a");
    assertThat(back.gaps()).hasSize(1);
    assertThat(back.pending()).isEqualTo(2);
    assertThat(ReaderRig.read(log, back)).containsExactly("gap of 2 at 4", "5", "6");
    log.append(TestLog.ack("a", 4, false));
    assertThat(log.connected("a").gaps()).isEmpty();
  }

  @Test
  void whatWasAcknowledgedMeanwhileIsNotDropped() {
    limit(2, 0, 0);
    emitToRoom(1, 1, 1);
    List<LogRecord.Drop> found = find(9);
    log.append(TestLog.ack("a", 5, false));
    found.forEach(log::append);
    assertThat(log.connected("a").gaps()).isEmpty();
    assertThat(a.gaps()).isEmpty();
  }
}
