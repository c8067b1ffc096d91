package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.emit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final QueueReader.Limits LIMITS = new QueueReader.Limits(10, 10_000, 10);

  private final TestLog log = new TestLog();
  private final ClientSnapshot client = log.connected("a");
  private final List<Long> delivered = new ArrayList<>();

  /**
   * A reader that a failed hand-over did not reach took the next commit for proof that there was
   * nothing for it, and acknowledged what it had never been given (P2).
   */
  @Test
  void afterAHandOverThatFailedNothingMoreIsHandedOver() {
    Lane lane = new Lane(0, Runnable::run, (r, l, onPage) -> {}, log.log.end(), 100_000);
    QueueReader reader = new QueueReader(lane, client, new Sink(), LIMITS, 10);
    reader.pump();
    long before = log.log.end();

    Commit missed = commitTo("a");
    assertThatThrownBy(() -> lane.post(missed, List.of(LaneTest::bug), false)).hasMessage("a bug");
    lane.post(commitTo("somebody else"), List.of(), false);

    assertThat(delivered).isEmpty();
    assertThat(reader.handedOver()).isEqualTo(before);
    assertThat(reader.hasNewAcks()).isFalse();
  }

  /** It had not come yet when they were emitted, whatever its queue begins with. */
  @Test
  void aSessionThatComesWithACommitGetsNoVolatileEventOfIt() {
    Lane lane = new Lane(0, Runnable::run, (r, l, onPage) -> {}, log.log.end(), 100_000);
    Runnable attach = () -> new QueueReader(lane, client, new Sink(), LIMITS, 10).pump();
    LogRecord passing = TestLog.volatileTo(TestLog.inbox("a"));
    lane.post(commit(passing), List.of(attach), false);
    assertThat(delivered).isEmpty();
    lane.post(commit(passing), List.of(), false);
    assertThat(delivered).containsExactly(log.log.end());
  }

  /** It read past the room's events: it was told of its membership after it had read (P2). */
  @Test
  void aSessionMadeAMemberInTheCommitItComesWithGetsTheRoomsEventsOfIt() {
    Lane lane = new Lane(0, Runnable::run, (r, l, onPage) -> {}, log.log.end(), 100_000);
    ShardLog.Appended appended =
        log.log.append(
            List.of(TestLog.join("a", "r"), emit("p", LogRecord.Emit.NO_SEQ, TestLog.room("r"))));
    Membership membership = ((Applied.Joined) appended.applied().get(0)).membership();
    List<QueueReader> readers = new ArrayList<>();
    Runnable attach =
        () -> {
          readers.add(new QueueReader(lane, client, new Sink(), LIMITS, 10));
          readers.get(0).pump();
        };
    Runnable join = () -> readers.get(0).joined(membership);
    Commit commit = new Commit(appended.first(), appended.last(), appended.events());
    lane.post(commit, List.of(attach, join), false);
    assertThat(delivered).containsExactly(appended.last());
  }

  private static void bug() {
    throw new IllegalStateException("a bug");
  }

  private Commit commitTo(String to) {
    return commit(emit("p", LogRecord.Emit.NO_SEQ, TestLog.inbox(to)));
  }

  private Commit commit(LogRecord record) {
    ShardLog.Appended appended = log.log.append(List.of(record));
    return new Commit(appended.first(), appended.last(), appended.events());
  }

  private final class Sink implements QueueReader.Sink {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void deliver(Event event, boolean again) {
      delivered.add(event.offset());
    }
  }
}
