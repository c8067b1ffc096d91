package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.inbox;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a reader has handed over, asked at each delivery as by a session that pings behind it: the
 * pong acknowledges that much. It was the event after a gap already while the gap was told, and
 * when the connection ended between the two the event never came (P2). Events come at 1 ms.
 */
class HandedOverTest {
  private static final long EXPIRED_MS = 100;

  private final TestLog log = new TestLog();
  private final ClientSnapshot a = log.connected("a");
  private final List<String> delivered = new ArrayList<>();

  @Test
  void aGapIsToldBeforeTheEventBehindItCounts() {
    log.appendAll(toA(1), toA(0));
    read(log.lane());
    assertThat(delivered).containsExactly("gap at 2 of 2", "3 of 3");
  }

  @Test
  void aGapOfOneCommitIsToldBeforeTheEventBehindItCounts() {
    Lane lane = log.lane();
    read(lane);
    ShardLog.Appended commit = log.log.append(List.of(toA(0), toA(1), toA(0)));
    lane.post(new Commit(commit.first(), commit.last(), commit.events()), List.of(), false);
    assertThat(delivered).containsExactly("2 of 2", "gap at 3 of 3", "4 of 4");
  }

  @Test
  void aGapIsToldBeforeTheNextOneForAnotherReasonCounts() {
    log.appendAll(toA(1), toA(0), toA(0));
    long stream = a.memberships().get(0).stream();
    Store.Batch batch = log.store.batch();
    batch.deleteRange(Table.EVENTS, Keys.two(stream, 3), Keys.two(stream, 4));
    Gap gap = new Gap(2, 3, 1, GapReason.QUEUE_AGE, 7);
    batch.put(Table.EVENTS, Keys.two(stream, 3), RowWriter.gap(gap, StreamCount.NONE));
    log.store.commit(batch, true);
    read(log.lane());
    assertThat(delivered).containsExactly("gap at 2 of 2", "gap at 3 of 3", "4 of 4");
  }

  @Test
  void aDropIsToldBeforeTheEventBehindItCounts() {
    log.appendAll(toA(0), toA(0));
    Applied dropped =
        log.append(new LogRecord.Drop(a.key(), 0, 2, 1, GapReason.PURGED, EXPIRED_MS));
    assertThat(dropped).isNotInstanceOf(Applied.Refused.class);
    read(log.lane(), log.connected("a"));
    assertThat(delivered).containsExactly("gap at 2 of 2", "3 of 3");
  }

  private static LogRecord toA(long ttlMs) {
    EmitMarks marks = EmitMarks.NONE.withHandling(Handling.PLAIN.withTtl(ttlMs));
    return TestLog.emit("p", Audience.of(inbox("a")), marks);
  }

  private void read(Lane lane) {
    read(lane, a);
  }

  private void read(Lane lane, ClientSnapshot client) {
    lane.tick(EXPIRED_MS);
    Sink sink = new Sink();
    sink.reader = new QueueReader(lane, client, sink, new QueueReader.Limits(10, 10_000, 10), 10);
    sink.reader.pump();
  }

  private final class Sink implements QueueReader.Sink {
    private QueueReader reader;

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void deliver(Event event, boolean again) {
      String what = event.gap() == null ? "" : "gap at ";
      delivered.add(what + event.offset() + " of " + reader.handedOver());
    }
  }
}
