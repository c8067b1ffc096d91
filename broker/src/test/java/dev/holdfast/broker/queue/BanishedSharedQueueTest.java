package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the events of a room that the members of a shared queue may not be in any more:
 * those that wait for a member, those on their way to one, and those that one has.
 */
class BanishedSharedQueueTest {
  private final TestLog log = new TestLog();
  private final ClientSnapshot client = log.connected("b");
  private final Lane lane = log.lane();
  private final TestSubmissions submitted = new TestSubmissions();
  private final SharedQueues queues =
      new SharedQueues(List.of(lane), submitted, new QueueReader.Limits(10, 10_000, 10));
  private final Member first = new Member(lane);
  private final Seat seat = queues.join(connect(), first);
  private final Attachment queue = submitted.attached();

  BanishedSharedQueueTest() {
    queue.attached(client);
    commit(join("b", "r"));
    commit(join("b", "s"));
  }

  @Test
  void whatWaitsForAMemberIsToldInItsPlace() {
    long held = emit(room("r"));
    long parked = emit(room("r"));
    long other = emit(room("s"));
    long both = emit(room("r"), room("s"));
    long banish = banish("r");
    acknowledgeAll(seat, first, 5);

    assertThat(first.got)
        .containsExactly(
            "" + held, "not-permitted at " + parked, "" + other, "" + both, "gap at " + banish);
  }

  @Test
  void whatAMemberHadComesToNoOther() {
    long held = emit(room("r"));
    long banish = banish("r");
    Member second = new Member(lane);
    Seat other = queues.join(connect(), second);
    seat.leave(List.of(), null);
    acknowledgeAll(other, second, 2);

    assertThat(first.got).containsExactly("" + held);
    assertThat(second.got).containsExactly("gap at " + banish, "not-permitted at " + held);
  }

  @Test
  void whatAMemberHasStaysItsOwnToAcknowledge() {
    long held = emit(room("r"));
    long banish = banish("r");
    acknowledgeAll(seat, first, 2);

    assertThat(first.got).containsExactly("" + held, "gap at " + banish);
    assertThat(submitted.cursor()).isGreaterThanOrEqualTo(banish);
  }

  @Test
  void memberIsToldWhatOfThatOnItsWayIsLost() {
    Event lost = event(room("r"));
    Event still = event(room("r"), room("s"));
    banish("r");
    Event later = event(room("r"));

    Banishment banishment = Objects.requireNonNull(first.lost);
    assertThat(banishment.takes(lost)).isTrue();
    assertThat(banishment.takes(still)).isFalse();
    assertThat(banishment.takes(later)).isFalse();
  }

  private long emit(StreamName... targets) {
    return event(targets).offset();
  }

  private Event event(StreamName... targets) {
    return commit(TestLog.emit("p", LogRecord.Emit.NO_SEQ, targets)).event(0);
  }

  private long banish(String room) {
    return commit(new LogRecord.Banish(key("b"), room, 9)).last();
  }

  /** What it has then, and what it gets for that, so many times. */
  private void acknowledgeAll(Seat from, Member member, int times) {
    for (int i = 0; i < times; i++) {
      from.acknowledged(List.copyOf(member.held));
      member.held.clear();
      from.batchTaken();
      commit(TestLog.emit("p", LogRecord.Emit.NO_SEQ, room("elsewhere")));
    }
  }

  /** Appends a record, and hands it over as the shard does. */
  private Commit commit(LogRecord record) {
    ShardLog.Appended appended = log.log.append(List.of(record));
    Applied applied = appended.applied().get(0);
    List<Runnable> outcomes = new ArrayList<>();
    if (applied instanceof Applied.Joined joined) {
      outcomes.add(() -> queue.joined(joined.membership()));
    } else if (applied instanceof Applied.Banished banished) {
      outcomes.add(() -> queue.banished(banished.room(), banished.offset()));
      outcomes.add(() -> queue.dropped(Objects.requireNonNull(banished.dropped()).gap()));
    }
    Commit commit = new Commit(appended.first(), appended.last(), appended.events());
    lane.post(commit, outcomes, false);
    return commit;
  }

  private static LogRecord.Connect connect() {
    return TestLog.connect("b", LogRecord.Connect.LATEST, Lifetime.DURABLE);
  }

  /** A member that holds one event at a time. */
  private static final class Member implements QueueMember {
    private final Lane lane;
    private final List<String> got = new ArrayList<>();
    private final List<Long> held = new ArrayList<>();
    private Banishment lost;

    Member(Lane lane) {
      this.lane = lane;
    }

    @Override
    public Lane lane() {
      return lane;
    }

    @Override
    public int window() {
      return 1;
    }

    @Override
    public boolean strict() {
      return false;
    }

    @Override
    public void banished(Banishment banishment) {
      lost = banishment;
    }

    @Override
    public void take(List<Delivery> batch) {
      for (Delivery delivery : batch) {
        Event event = delivery.event();
        Gap gap = event.gap();
        boolean inPlace = gap != null && gap.from() == gap.to() - 1;
        String what = gap == null ? "" : inPlace ? gap.reason().word() + " at " : "gap at ";
        got.add(what + event.offset());
        held.add(event.offset());
      }
    }

    @Override
    public void takeVolatile(Event event) {}

    @Override
    public void dropped(long offset) {}

    @Override
    public void attached(ClientSnapshot client) {}

    @Override
    public void roomsChanged(List<String> rooms) {}

    @Override
    public void fenced() {}
  }
}
