package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of the client {@code b}, a member of the rooms {@code r} and {@code s}, which sessions
 * share that hold one event at a time.
 */
final class BanishRig {
  static final long NOW_MS = 1_000;

  final TestSubmissions submitted = new TestSubmissions();
  final Member first;
  final Seat seat;

  private final TestLog log = new TestLog();
  private final ClientSnapshot client = log.connected("b");

  /** Pages that were read, and wait to be handed over. */
  private final Deque<Runnable> pages = new ArrayDeque<>();

  private boolean pagesWait;
  private final Lane lane = new Lane(0, Runnable::run, this::read, log.log.end(), 10_000);
  private final SharedQueues queues =
      new SharedQueues(List.of(lane), submitted, new QueueReader.Limits(10, 10_000, 10));
  private final Attachment queue;

  BanishRig() {
    lane.tick(NOW_MS);
    first = new Member(lane);
    seat = join(first);
    queue = submitted.attached();
    queue.attached(client);
    commit(TestLog.join("b", "r"));
    commit(TestLog.join("b", "s"));
  }

  /** One more session. */
  Member member() {
    return new Member(lane);
  }

  Seat join(Member member) {
    return queues.join(TestLog.connect("b", LogRecord.Connect.LATEST, Lifetime.DURABLE), member);
  }

  long emit(StreamName... targets) {
    return event(targets).offset();
  }

  Event event(StreamName... targets) {
    return commit(TestLog.emit("p", LogRecord.Emit.NO_SEQ, targets)).event(0);
  }

  long banish(String room) {
    return commit(new LogRecord.Banish(key("b"), room, 9)).last();
  }

  /** What it has then, and what it gets for that, so many times. */
  void acknowledgeAll(Seat from, Member member, int times) {
    for (int i = 0; i < times; i++) {
      from.acknowledged(List.copyOf(member.held));
      member.held.clear();
      from.batchTaken();
      commit(TestLog.emit("p", LogRecord.Emit.NO_SEQ, TestLog.room("elsewhere")));
    }
  }

  /** The client leaves a room. */
  void leave(String room) {
    commit(TestLog.leave("b", room));
  }

  /** Has the next record written down that the queue has asked for. */
  void writeDown() {
    Command.Append asked = submitted.asked.remove();
    commit(asked.log(), asked.done());
  }

  /** Gives an event back that the first member holds, and has that written down. */
  void giveBack(long offset, long delayMs) {
    first.held.remove(offset);
    seat.batchTaken();
    seat.failed(new Failure(List.of(offset), delayMs, Failure.NACK, NOW_MS), () -> {});
    writeDown();
  }

  /** So much time has passed since the beginning. */
  void pass(long ms) {
    lane.tick(NOW_MS + ms);
  }

  /** From now on pages are under way until {@link #handOverPages}. */
  void holdPages() {
    pagesWait = true;
  }

  void handOverPages() {
    assertThat(pages).isNotEmpty();
    pagesWait = false;
    while (!pages.isEmpty()) {
      pages.remove().run();
    }
  }

  private void read(PageQuery query, Lane to, PageSource.Reply reply) {
    PageRequest.Page page = query.read(new PageReader(log.store));
    if (pagesWait) {
      pages.add(() -> reply.accept(page));
    } else {
      reply.accept(page);
    }
  }

  /** Appends a record, and hands it over as the shard does. */
  private Commit commit(LogRecord record) {
    return commit(record, applied -> {});
  }

  private Commit commit(LogRecord record, Consumer<Applied> done) {
    ShardLog.Appended appended = log.log.append(List.of(record));
    Applied applied = appended.applied().get(0);
    List<Runnable> outcomes = new ArrayList<>();
    if (applied instanceof Applied.Joined joined) {
      outcomes.add(() -> queue.joined(joined.membership()));
    } else if (applied instanceof Applied.Banished banished) {
      outcomes.add(() -> queue.banished(banished.room(), banished.offset()));
      Applied.Dropped dropped = banished.dropped();
      outcomes.add(
          () -> {
            if (dropped != null) {
              queue.dropped(dropped.gap());
            }
          });
    } else if (applied instanceof Applied.Left left) {
      outcomes.add(() -> queue.left(left.room(), left.offset()));
    }
    outcomes.add(() -> done.accept(applied));
    Commit commit = new Commit(appended.first(), appended.last(), appended.events());
    lane.post(commit, outcomes, false);
    return commit;
  }

  /** A member that holds one event at a time. */
  static final class Member implements QueueMember {
    final List<String> got = new ArrayList<>();
    @Nullable Banishment lost;
    Set<String> forbidden = Set.of();

    private final Lane lane;
    private final List<Long> held = new ArrayList<>();

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
    public boolean mayBeIn(String room) {
      return !forbidden.contains(room);
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
