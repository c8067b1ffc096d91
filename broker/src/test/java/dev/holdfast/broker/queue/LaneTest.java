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
  private final List<Long> delivered = new ArrayList<>();

  /**
   * A reader that a failed hand-over did not reach took the next commit for proof that there was
   * nothing for it, and acknowledged what it had never been given (P2).
   */
  @Test
  void afterAHandOverThatFailedNothingMoreIsHandedOver() {
    ClientSnapshot a = log.connected("a");
    ClientSnapshot b = log.connected("b");
    Lane lane = new Lane(0, Runnable::run, (r, l, onPage) -> {}, log.log.end(), 100_000);
    reader(lane, a, new FailingSink()).pump();
    QueueReader missed = reader(lane, b, new CollectingSink());
    missed.pump();
    long before = log.log.end();

    assertThatThrownBy(() -> emitTo(lane, TestLog.inbox("a"), TestLog.inbox("b")))
        .hasMessage("a bug");
    assertThat(delivered).isEmpty();
    emitTo(lane, TestLog.inbox("somebody else"));

    assertThat(missed.handedOver()).isEqualTo(before);
    assertThat(missed.hasNewAcks()).isFalse();
  }

  private static QueueReader reader(Lane lane, ClientSnapshot client, QueueReader.Sink sink) {
    return new QueueReader(lane, client, sink, LIMITS, 10);
  }

  private void emitTo(Lane lane, StreamName... targets) {
    ShardLog.Appended appended = log.log.append(List.of(emit("p", LogRecord.Emit.NO_SEQ, targets)));
    lane.post(new Commit(appended.first(), appended.last(), appended.events()), List.of(), false);
  }

  private static final class FailingSink implements QueueReader.Sink {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void deliver(Event event, boolean again) {
      throw new IllegalStateException("a bug");
    }
  }

  private final class CollectingSink implements QueueReader.Sink {
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
