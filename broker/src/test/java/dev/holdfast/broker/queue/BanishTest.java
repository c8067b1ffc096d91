package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.ack;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.leave;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who may not be in a room gets nothing more of it, what waits for it there included. */
class BanishTest {
  private static final long NO_SEQ = LogRecord.Emit.NO_SEQ;

  private final TestLog log = new TestLog();

  @Test
  void whatWaitsInTheRoomIsDroppedWithAGap() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "other"));
    log.appendAll(emit("p", NO_SEQ, room("r")), emit("p", NO_SEQ, room("other")));
    log.append(emit("p", NO_SEQ, room("r"), inbox("a")));
    log.append(emit("p", NO_SEQ, room("r")));
    Applied applied = log.append(banish("a", "r"));

    assertThat(((Applied.Banished) applied).dropped()).isNotNull();
    assertThat(ReaderRig.read(log, log.connected("a"))).containsExactly("5", "6", "gap of 3 at 8");
    TestLog later = log.reopened();
    assertThat(ReaderRig.read(later, later.connected("a")))
        .containsExactly("5", "6", "gap of 3 at 8");
  }

  @Test
  void whatIsEmittedToTheRoomAfterwardsIsNotTheClientsEither() {
    log.appendAll(connect("a"), join("a", "r"), banish("a", "r"), emit("p", NO_SEQ, room("r")));

    assertThat(ReaderRig.read(log, log.connected("a"))).isEmpty();
  }

  @Test
  void withoutAnythingThatWaitsThereIsNoGap() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")), ack("a", 3, false));

    assertThat(log.append(banish("a", "r"))).isEqualTo(new Applied.Banished(5, room("r"), null));
    assertThat(ReaderRig.read(log, log.connected("a"))).isEmpty();
  }

  @Test
  void stretchesThatTheClientHasLeftGoToo() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")), leave("a", "r"));
    log.appendAll(join("a", "r"), emit("p", NO_SEQ, room("r")), banish("a", "r"));

    assertThat(ReaderRig.read(log, log.connected("a"))).containsExactly("gap of 2 at 7");
  }

  @Test
  void whatCameInTheSameCommitIsLostUpToWhereTheRoomWasLeft() {
    log.appendAll(connect("a"), join("a", "r"));
    LogRecord event = emit("p", NO_SEQ, room("r"));
    log.appendAll(event, leave("a", "r"), event, banish("a", "r"));

    assertThat(ReaderRig.read(log, log.connected("a"))).containsExactly("gap of 1 at 6");
  }

  @Test
  void whatCameInTheSameCommitBeforeTheRoomWasJoinedIsNotLost() {
    log.append(connect("a"));
    LogRecord event = emit("p", NO_SEQ, room("r"));
    log.appendAll(event, join("a", "r"), leave("a", "r"), event, banish("a", "r"));

    assertThat(ReaderRig.read(log, log.connected("a"))).isEmpty();
  }

  @Test
  void whatLeftOutTheMembersOfTheRoomIsNotTheClientsThough() {
    log.appendAll(connect("a"), join("a", "r"), notForMembers("r"), banish("a", "r"));
    log.append(notForMembers("r"));

    assertThat(ReaderRig.read(log, log.connected("a"))).containsExactly("5");
    TestLog later = log.reopened();
    assertThat(ReaderRig.read(later, later.connected("a"))).containsExactly("5");
  }

  @Test
  void roomLeavesNothingBehindWhenTheGapIsAcknowledged() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")), banish("a", "r"));
    assertThat(log.connected("a").memberships()).hasSize(3);

    log.append(ack("a", 4, false));
    assertThat(log.reopened().connected("a").memberships()).hasSize(2);
  }

  @Test
  void roomIsNotLostTwice() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")), banish("a", "r"));

    Applied again = log.append(banish("a", "r"));
    assertThat(again).isEqualTo(new Applied.Banished(5, room("r"), null));
    assertThat(log.reopened().append(banish("a", "r")))
        .isEqualTo(new Applied.Banished(6, room("r"), null));
  }

  @Test
  void othersKeepTheRoom() {
    log.appendAll(connect("a"), connect("b"), join("a", "r"), join("b", "r"));
    log.appendAll(emit("p", NO_SEQ, room("r")), banish("a", "r"), emit("p", NO_SEQ, room("r")));

    assertThat(log.queue(log.connected("b"), 9)).containsExactly(5L, 7L);
  }

  @Test
  void whoMayBeThereAgainJoinsAgain() {
    log.appendAll(connect("a"), join("a", "r"), banish("a", "r"), join("a", "r"));
    log.append(emit("p", NO_SEQ, room("r")));

    assertThat(log.queue(log.connected("a"), 9)).containsExactly(5L);
  }

  @Test
  void sessionThatComesAsAMemberOfAForbiddenRoomIsAttachedWithoutIt() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "other"), leave("a", "other"));
    log.append(emit("p", NO_SEQ, room("r")));
    Attached session = new Attached("r");

    session.shard.process(List.of(attach(session)), 1, false);

    assertThat(session.told).containsExactly("attached to [other]", "gaps 1");
    assertThat(log.queue(log.connected("a"), 9)).isEmpty();
  }

  @Test
  void joinInTheSameGroupIsSeenToo() {
    log.append(connect("a"));
    Attached session = new Attached("r");
    Command.Append join =
        new Command.Append(new LogRecord.Join(key("a"), "r"), session.lane, applied -> {});

    session.shard.process(List.of(join, attach(session)), 1, false);

    assertThat(session.told).endsWith("attached to []", "gaps 0");
  }

  @Test
  void sessionThatHasEndedInTheSameGroupIsNotBroughtBack() {
    log.appendAll(connect("a"), join("a", "r"));
    Attached session = new Attached("r");
    Command.Detach detach = new Command.Detach(key("a"), session, true);

    session.shard.process(List.of(attach(session), detach), 1, false);
    assertThat(session.told).isEmpty();

    Attached next = new Attached("r", session);
    session.shard.process(List.of(attach(next)), 1, false);
    assertThat(next.told).containsExactly("attached to []", "gaps 0");
  }

  @Test
  void sessionThatStandsIsToldBeforeWhoeverAsked() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")));
    Attached session = new Attached("none");
    session.shard.process(List.of(attach(session)), 1, false);
    session.told.clear();

    session.shard.process(
        List.of(
            new Command.Append(
                banish("a", "r"), session.lane, applied -> session.told.add("answered"))),
        1,
        false);

    assertThat(session.told).containsExactly("banished from r", "lost 1", "answered");
  }

  @Test
  void whatIsReadOnceMoreWhileTheRoomIsLostIsAGapByThen() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")));
    List<Event> read = new ArrayList<>();
    Deque<Runnable> replies = new ArrayDeque<>();
    QueueReader reader = reader(replies);

    reader.reread(3, read::add);
    replies.remove().run();
    reader.reread(3, read::add);
    reader.banished(room("r"), 9);
    replies.remove().run();

    assertThat(read.get(0).gap()).isNull();
    assertThat(Objects.requireNonNull(read.get(1).gap()).reason())
        .isEqualTo(GapReason.NOT_PERMITTED);
  }

  @Test
  void whatIsTheClientsAsAMemberOfAnotherRoomTooIsNotLostWithOneWhileItIsRead() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "s"));
    log.append(emit("p", NO_SEQ, room("r"), room("s")));
    List<Event> sent = new ArrayList<>();
    List<Event> read = new ArrayList<>();
    Deque<Runnable> replies = new ArrayDeque<>();
    QueueReader reader = reader(replies, sent::add);

    reader.pump();
    reader.reread(4, read::add);
    reader.banished(room("r"), 9);
    while (!replies.isEmpty()) {
      replies.remove().run();
    }

    assertThat(sent).extracting(Event::offset).containsExactly(4L);
    assertThat(read).extracting(Event::gap).containsOnlyNulls();
  }

  /** The members of a shared queue are given what their client has lost no more. */
  @Test
  void whatIsStillTheClientsIsNotTakenFromItsMembers() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "s"));
    log.append(emit("p", NO_SEQ, room("r"), room("s")));
    List<Event> sent = new ArrayList<>();
    Deque<Runnable> replies = new ArrayDeque<>();
    QueueReader reader = reader(replies, sent::add);
    reader.pump();
    replies.remove().run();

    reader.banished(room("r"), 9);
    assertThat(sent).noneMatch(reader.lostBefore(9)::takes);
    reader.banished(room("s"), 10);
    assertThat(sent).allMatch(reader.lostBefore(10)::takes);
  }

  private QueueReader reader(Deque<Runnable> replies) {
    return reader(
        replies,
        event -> {
          throw new AssertionError("delivered " + event.offset());
        });
  }

  /** One whose pages are read at once, and wait to be handed over. */
  private QueueReader reader(Deque<Runnable> replies, Consumer<Event> sent) {
    PageReader pages = new PageReader(log.store);
    PageSource source =
        (query, lane, reply) -> {
          PageRequest.Page page = query.read(pages);
          replies.add(() -> reply.accept(page));
        };
    ClientSnapshot client = log.connected("a");
    Lane lane = new Lane(0, Runnable::run, source, log.log.end(), 0);
    QueueReader.Limits limits = new QueueReader.Limits(4, 10_000, 10);
    return new QueueReader(lane, client, new Sent(sent), limits, 10);
  }

  private record Sent(Consumer<Event> to) implements QueueReader.Sink {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void deliver(Event event, boolean again) {
      to.accept(event);
    }
  }

  private static LogRecord notForMembers(String room) {
    Audience everyone = Audience.of(StreamName.everyone("/"));
    return emit("p", everyone.exceptRooms(List.of(room)), EmitMarks.NONE);
  }

  private static LogRecord banish(String client, String room) {
    return new LogRecord.Banish(key(client), room, 9);
  }

  private static Command attach(Attachment session) {
    return new Command.Attach(
        TestLog.connect("a", LogRecord.Connect.LATEST, Lifetime.DURABLE), session);
  }

  /** A session that may be in all rooms but some. */
  private final class Attached implements Attachment {
    private final List<String> told = new ArrayList<>();
    private final Set<String> forbidden;
    private final Lane lane;
    private final Shard shard;

    Attached(String forbidden) {
      this.forbidden = Set.of(forbidden);
      this.lane = new Lane(0, Runnable::run, (r, l, p) -> {}, 0, 10_000);
      this.shard =
          new Shard(log.log, log.view, List.of(lane), TestLog.RECOVERY, TestLog.neverSweeps());
    }

    /** On the same shard as another. */
    Attached(String forbidden, Attached before) {
      this.forbidden = Set.of(forbidden);
      this.lane = before.lane;
      this.shard = before.shard;
    }

    @Override
    public boolean mayBeIn(String room) {
      return !forbidden.contains(room);
    }

    @Override
    public Lane lane() {
      return lane;
    }

    @Override
    public void attached(ClientSnapshot client) {
      told.add(
          "attached to "
              + client.memberships().stream()
                  .filter(membership -> membership.name().kind() == StreamName.Kind.ROOM)
                  .filter(membership -> !membership.banished())
                  .map(membership -> membership.name().name())
                  .toList());
      told.add("gaps " + client.gaps().size());
    }

    @Override
    public void banished(StreamName room, long offset) {
      told.add("banished from " + room.name());
    }

    @Override
    public void dropped(QueueGap gap) {
      told.add("lost " + gap.gap().events());
    }

    @Override
    public void fenced() {
      told.add("fenced");
    }

    @Override
    public void joined(Membership membership) {
      told.add("joined");
    }

    @Override
    public void left(StreamName room, long offset) {
      told.add("left");
    }
  }
}
