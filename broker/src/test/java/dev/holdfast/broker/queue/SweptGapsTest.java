package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.ack;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.leave;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Gaps that a sweep left in the place of expired events, and other events between them. */
class SweptGapsTest {
  private static final long NOW_MS = 1_000_000;

  private final TestLog log = new TestLog();
  private final List<String> sent = new ArrayList<>();

  @Test
  void aGapThatBeginsBeforeTheTailAndEndsInItIsToldWhole() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "s"));
    log.appendAll(expiring(), lasting());
    Lane lane = lane(5, 10_000);
    commit(lane, List.of(), expiring());
    sweep();
    QueueReader reader = reader(lane, log.connected("a"), 1);
    reader.pump();
    assertThat(sent).containsExactly("5", "2 after 3 up to 6");
  }

  @Test
  void whatStoodWithinAGapIsAcknowledgedThoughTheGapIsNot() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "s"));
    log.appendAll(expiring(), lasting(), expiring());
    sweep();
    QueueReader reader = reader(lane(6, 0), log.connected("a"), 10);
    reader.pump();
    assertThat(sent).containsExactly("5", "2 after 3 up to 6");
    reader.window().acknowledge(5);
    assertThat(reader.takeAck(true).upTo()).isEqualTo(5);
  }

  @Test
  void aGapThatReachesBeyondAMembershipIsToldThoughAllBeforeItsEndIsAcknowledged() {
    log.appendAll(connect("a"), connect("b"), join("b", "r"));
    log.appendAll(join("a", "r"), join("a", "s"));
    log.appendAll(expiring(), lasting(), leave("a", "r"), expiring());
    sweep();
    log.append(ack("a", 7, true));
    sweep();
    reader(lane(9, 0), log.connected("a"), 10).pump();
    assertThat(sent).containsExactly("2 after 5 up to 8");
  }

  @Test
  void roomThatIsLostTakesInAGapThatReachesBeyondTheMembership() {
    log.appendAll(connect("a"), connect("b"), join("b", "r"), join("a", "r"));
    log.appendAll(expiring(), leave("a", "r"), expiring());
    sweep();

    assertThat(lost("a", "r")).isEqualTo(1);
  }

  @Test
  void roomThatIsLostTakesInAGapThatBeginsBeforeTheCursor() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "s"));
    log.appendAll(expiring(), lasting(), expiring());
    sweep();
    log.append(ack("a", 5, true));

    assertThat(lost("a", "r")).isEqualTo(3);
  }

  /** The client is taken from the room: returns where the gap begins that it is told. */
  private long lost(String client, String room) {
    Applied applied = log.append(new LogRecord.Banish(key(client), room, NOW_MS));
    return Objects.requireNonNull(((Applied.Banished) applied).dropped()).gap().gap().from();
  }

  @Test
  void whatIsDroppedTakesInAGapThatNobodyWasToldOf() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "s"));
    log.appendAll(expiring(), lasting(), expiring());
    sweep();
    log.append(ack("a", 5, true));
    log.appendAll(lasting(), lasting());
    LogRecord.Drop drop =
        new OverfullQueues(log.store, new SimPolicies(oneEvent(), 0), log.log.end(), NOW_MS)
            .find(List.of("/"))
            .get(0);
    log.append(drop);
    reader(lane(log.log.end(), 0), log.connected("a"), 10).pump();
    assertThat(sent).containsExactly("1 after 3 up to 9", "10");
  }

  /** It is told with the commit that brings it, though that has no event for it. */
  @Test
  void whoHadExpiredIsToldAtOnce() {
    log.appendAll(connect("a"), new LogRecord.EndSession(key("a"), 1));
    log.append(new LogRecord.Expire(key("a"), 1, 2, 0));
    Lane lane = lane(3, 10_000);
    List<QueueReader> readers = new ArrayList<>();
    ShardLog.Appended back = log.log.append(List.of(connect("a")));
    ClientSnapshot snapshot = ((Applied.Connected) back.applied().get(0)).client();
    Runnable attach =
        () -> {
          readers.add(reader(lane, snapshot, 10));
          readers.get(0).pump();
        };
    lane.post(new Commit(back.first(), back.last(), back.events()), List.of(attach), false);
    assertThat(sent).hasSize(1).first().asString().endsWith("up to 4");
  }

  private static QueueLimits oneEvent() {
    return new QueueLimits(1, 0, 0, QueueLimits.Overflow.DROP_OLDEST);
  }

  private static LogRecord expiring() {
    return emit("p", LogRecord.Emit.NO_SEQ, room("r")).withTtl(1);
  }

  private static LogRecord lasting() {
    return emit("p", LogRecord.Emit.NO_SEQ, room("s"));
  }

  private void sweep() {
    new Sweep(log.store, Policies.NONE).run(NOW_MS, 0).forEach(log::append);
  }

  private Lane lane(long end, long tailBytes) {
    PageReader pages = new PageReader(log.store);
    PageSource source = (query, to, reply) -> reply.accept(query.read(pages));
    Lane lane = new Lane(0, Runnable::run, source, end, tailBytes);
    lane.tick(NOW_MS);
    return lane;
  }

  private void commit(Lane lane, List<Runnable> outcomes, LogRecord... records) {
    ShardLog.Appended appended = log.log.append(List.of(records));
    lane.post(new Commit(appended.first(), appended.last(), appended.events()), outcomes, false);
  }

  private QueueReader reader(Lane lane, ClientSnapshot client, int pageEvents) {
    QueueReader.Limits limits = new QueueReader.Limits(pageEvents, 10_000, 10);
    return new QueueReader(lane, client, new Sink(), limits, 10);
  }

  private final class Sink implements QueueReader.Sink {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void deliver(Event event, boolean again) {
      Gap gap = event.gap();
      sent.add(
          gap == null
              ? "" + event.offset()
              : gap.events() + " after " + gap.from() + " up to " + gap.to());
    }
  }
}
