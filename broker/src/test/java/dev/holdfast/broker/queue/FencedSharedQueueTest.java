package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A session takes a shared queue over: until the last member has said what it was done with, the
 * queue is still the client's, and its last acknowledgement moves the cursor. What came meanwhile
 * must not be passed over (P2). Found by the simulation of shared queues.
 */
class FencedSharedQueueTest {
  private final TestLog log = new TestLog();
  private final ClientSnapshot client = log.connected("b");
  private final Lane lane = log.lane();
  private final TestSubmissions submitted = new TestSubmissions();
  private final SharedQueues queues =
      new SharedQueues(List.of(lane), submitted, new QueueReader.Limits(10, 10_000, 10));
  private final Seat seat =
      queues.join(TestLog.connect("b", LogRecord.Connect.LATEST, Lifetime.DURABLE), new Idle(lane));
  private final Attachment queue = submitted.attached();

  @Test
  void anEventOfARoomThatWasJoinedMeanwhileIsStillToBeDelivered() {
    queue.attached(client);
    queue.fenced();
    Applied.Joined joined = (Applied.Joined) commit(join("b", "r"));
    Applied.Stored stored =
        (Applied.Stored) commit(TestLog.emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    seat.leave(List.of(), null);
    assertThat(submitted.cursor()).isBetween(joined.offset(), stored.offset() - 1);
  }

  @Test
  void whatWasDroppedMeanwhileIsStillToBeTold() {
    queue.attached(client);
    queue.fenced();
    Gap gap = new Gap(1, 3, 1, GapReason.QUEUE_EVENTS, 7);
    queue.dropped(new QueueGap(gap, QueueGap.Hole.QUEUE));
    commit(TestLog.emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    commit(TestLog.emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    commit(TestLog.emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    seat.leave(List.of(), null);
    assertThat(submitted.cursor()).isLessThan(gap.to());
  }

  /** Appends a record, and hands it over as the shard does. */
  private Applied commit(LogRecord record) {
    ShardLog.Appended appended = log.log.append(List.of(record));
    Applied applied = appended.applied().get(0);
    List<Runnable> outcomes = new ArrayList<>();
    if (applied instanceof Applied.Joined joined) {
      outcomes.add(() -> queue.joined(joined.membership()));
    }
    lane.post(new Commit(appended.first(), appended.last(), appended.events()), outcomes, false);
    return applied;
  }

  /** A member that does nothing by itself. */
  private record Idle(Lane lane) implements QueueMember {
    @Override
    public int window() {
      return 5;
    }

    @Override
    public boolean strict() {
      return false;
    }

    @Override
    public void dropped(long offset) {}

    @Override
    public void attached(ClientSnapshot client) {}

    @Override
    public void roomsChanged(List<String> rooms) {}

    @Override
    public void fenced() {}

    @Override
    public void take(List<Delivery> batch) {}

    @Override
    public void takeVolatile(Event event) {}
  }
}
