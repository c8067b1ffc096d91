package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.ack;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.leave;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rooms that nobody uses any more are forgotten, and those that somebody does are not. */
class RetirementsTest {
  private static final StreamName ROOM = room("r");

  private TestLog log = new TestLog();
  private long nowMs = 1;

  private static LogRecord.Emit emit(StreamName... targets) {
    return TestLog.emit("p", LogRecord.Emit.NO_SEQ, targets);
  }

  private static LogRecord.Emit emit(Handling handling) {
    EmitMarks marks = EmitMarks.NONE.withHandling(handling);
    Content content = Content.of(Bytes.utf8("\"x\",1"));
    return new LogRecord.Emit(key("p"), 1, Audience.of(ROOM), marks, content);
  }

  private List<LogRecord> found() {
    return new Sweep(log.store, log.policies).run(nowMs, 0);
  }

  /** What is given up by one sweep may be the last that a room was kept for. */
  private void sweep() {
    for (int i = 0; i < 3; i++) {
      found().forEach(log::append);
    }
    assertThat(StoreChecks.run(log.store, words -> {})).isEmpty();
  }

  private long number() {
    byte[] row = log.store.get(Table.STREAMS, Keys.stream(ROOM));
    return row == null ? 0 : Keys.number(row, 0);
  }

  /** Joined by "a", who has acknowledged what it held, and left again. */
  private void used() {
    log.appendAll(connect("a"), join("a", "r"), emit(ROOM));
    log.append(leave("a", "r"));
    log.append(ack("a", log.log.end(), true));
  }

  @Test
  void aRoomThatAllHaveLeftAndHandledIsForgottenAndMayComeAgain() {
    used();
    long before = number();
    assertThat(before).isPositive();
    sweep();
    assertThat(number()).isZero();
    log = log.reopened();
    log.append(join("a", "r"));
    assertThat(number()).isGreaterThan(before);
    long offset = ((Applied.Stored) log.append(emit(ROOM))).offset();
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(offset);
    sweep();
    log = log.reopened();
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(offset);
  }

  @Test
  void itsNumberIsNeverGivenAgainAlsoWhenItWasTheLast() {
    used();
    long before = number();
    sweep();
    log = log.reopened();
    log.append(connect("b"));
    byte[] row = log.store.get(Table.CLIENTS, Keys.client(key("b")));
    assertThat(ClientRow.decode(row).number()).isGreaterThan(before);
  }

  @Test
  void thousandsOfRoomsLeaveNothing() {
    log.append(connect("a"));
    for (int i = 0; i < 2_000; i++) {
      String name = "order-" + i;
      log.appendAll(join("a", name), emit(room(name)), leave("a", name));
    }
    log.append(ack("a", log.log.end(), true));
    sweep();
    assertThat(log.store.rows(Table.STREAMS)).isEqualTo(1);
    assertThat(log.store.rows(Table.EVENTS)).isZero();
  }

  /** Its sid is a room's name to the broker, and new for each session. */
  @Test
  void emitsToSessionsThatAreGoneLeaveNothing() {
    for (int i = 0; i < 10; i++) {
      log.append(emit(room("%020d".formatted(i))));
    }
    sweep();
    assertThat(log.store.rows(Table.STREAMS)).isZero();
    assertThat(log.store.rows(Table.EVENTS)).isZero();
  }

  @Test
  void whoIsAMemberKeepsItWhateverItHolds() {
    log.appendAll(connect("a"), join("a", "r"));
    sweep();
    assertThat(number()).isPositive();
    long offset = ((Applied.Stored) log.append(emit(ROOM))).offset();
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(offset);
  }

  @Test
  void whatItHeldBeforeItWasLeftKeepsItUntilThatIsAcknowledged() {
    log.appendAll(connect("a"), join("a", "r"), emit(ROOM), leave("a", "r"));
    sweep();
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(3L);
    log.append(ack("a", log.log.end(), true));
    sweep();
    assertThat(number()).isZero();
  }

  /** By the stretch it is known that the client was left out. */
  @Test
  void whoHasLeftItIsStillLeftOutOfWhatCameBefore() {
    LogRecord.Emit all = emit(StreamName.everyone("/"));
    log.appendAll(connect("a"), join("a", "r"));
    log.append(all.to(all.audience().exceptRooms(List.of("r"))));
    log.append(leave("a", "r"));
    sweep();
    assertThat(log.queue(log.connected("a"), 9)).isEmpty();
    log.append(join("a", "r"));
    assertThat(log.queue(log.connected("a"), 9)).isEmpty();
  }

  @Test
  void whoWasBanishedKeepsItUntilItsCursorHasPassed() {
    log.appendAll(connect("a"), join("a", "r"), emit(ROOM));
    log.append(new LogRecord.Banish(key("a"), "r", 1));
    sweep();
    assertThat(number()).isPositive();
    log.append(ack("a", log.log.end(), true));
    sweep();
    assertThat(number()).isZero();
  }

  @Test
  void whatItKeepsAsTheLastOfItsNameKeepsItUntilThatHasExpired() {
    log.append(emit(Handling.PLAIN.withRetained(true).withTtl(1_000)));
    sweep();
    assertThat(number()).isPositive();
    nowMs = 1_001;
    sweep();
    assertThat(number()).isZero();
    assertThat(log.store.rows(Table.RETAINED)).isZero();
    log.append(emit(Handling.PLAIN.withRetained(true)));
    nowMs = 1_000_000;
    sweep();
    assertThat(log.store.rows(Table.RETAINED)).isEqualTo(1);
    assertThat(number()).isPositive();
  }

  @Test
  void itsHistoryKeepsItAsLongAsItLasts() {
    log = new TestLog(new MemoryStore(), TestPolicies.NONE.withRooms(new RoomPolicy(0, 500, 0)));
    log.append(emit(ROOM));
    sweep();
    assertThat(number()).isPositive();
    nowMs = 1_000;
    sweep();
    assertThat(number()).isZero();
  }

  @Test
  void whoJoinsAfterTheSweepHasLookedKeepsIt() {
    used();
    found().forEach(log::append);
    List<LogRecord> retire = found();
    assertThat(retire).hasSize(1);
    log.appendAll(join("a", "r"), retire.get(0), emit(ROOM));
    long last = log.log.end();
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(last);
    log.append(retire.get(0));
    assertThat(number()).isPositive();
  }

  /** Also when it has left again: its stretch is stored, and not all of it acknowledged. */
  @Test
  void whoJoinedAndLeftSinceKeepsIt() {
    used();
    found().forEach(log::append);
    List<LogRecord> retire = found();
    log.appendAll(join("a", "r"), leave("a", "r"), retire.get(0));
    assertThat(number()).isPositive();
    assertThat(StoreChecks.run(log.store, words -> {})).isEmpty();
  }

  @Test
  void aJoinIsRememberedUntilEverySweepKnowsOfIt() {
    used();
    long sweptAt = log.log.end();
    log.append(join("a", "r"));
    log.append(leave("a", "r"));
    log.view.swept(sweptAt);
    log.append(new LogRecord.Retire(ROOM, number(), sweptAt, nowMs));
    assertThat(number()).isPositive();
    log.append(ack("a", log.log.end(), true));
    log.view.swept(log.log.end());
    sweep();
    assertThat(number()).isZero();
  }

  @Test
  void whoJoinsInTheSameCommitGetsANewNumber() {
    used();
    found().forEach(log::append);
    long before = number();
    List<LogRecord> retire = found();
    log.appendAll(retire.get(0), join("a", "r"), emit(ROOM), retire.get(0));
    assertThat(number()).isGreaterThan(before);
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(log.log.end() - 2);
    assertThat(StoreChecks.run(log.store, words -> {})).isEmpty();
    log = log.reopened();
    assertThat(log.queue(log.connected("a"), 9)).hasSize(1);
  }

  @Test
  void anEventThatEntersItBeforeItIsForgottenKeepsIt() {
    used();
    found().forEach(log::append);
    List<LogRecord> retire = found();
    log.appendAll(emit(ROOM), retire.get(0));
    assertThat(log.store.rows(Table.EVENTS)).isEqualTo(1);
    assertThat(number()).isPositive();
    sweep();
    assertThat(number()).isZero();
  }

  @Test
  void whoseReceiptIsAwaitedThereIsKept() {
    used();
    log.append(connect("p"));
    found().forEach(log::append);
    List<LogRecord> retire = found();
    log.append(emit(Handling.PLAIN.withReceipt(true)));
    log.append(retire.get(0));
    assertThat(number()).isPositive();
    sweep();
    log.view.handlings().receipts().due().forEach(log::append);
    assertThat(log.queue(log.connected("p"), 9)).hasSize(1);
    sweep();
    assertThat(number()).isZero();
  }

  @Test
  void whatWasLostInAPowerCutIsFoundAgain() {
    used();
    found().forEach(log::append);
    List<LogRecord> retire = found();
    log.append(retire.get(0));
    TestLog after = new TestLog(log.store.afterPowerLoss(1));
    log = after;
    assertThat(number()).isPositive();
    sweep();
    assertThat(number()).isZero();
  }

  /** As stores of earlier versions have it: there the numbers of such rooms are with the event. */
  @Test
  void aRoomThatAWaitingEventLeavesOutByNumberIsKept() {
    used();
    LogRecord.Emit later =
        emit(Handling.PLAIN.withDeliverAt(5_000)).to(Audience.of(StreamName.everyone("/")));
    Event waiting = new Event(log.log.end() + 1, later, new long[0], new long[] {number()});
    Store.Batch batch = log.store.batch();
    log.view.handlings().schedule().put(5_000, waiting, batch);
    log.view.handlings().schedule().flush(batch);
    log.store.commit(batch, true);
    log = log.reopened();
    log.append(connect("b"));
    sweep();
    assertThat(number()).isPositive();
    log.append(join("a", "r"));
    log.view.handlings().schedule().due(5_000).forEach(log::append);
    assertThat(log.queue(log.connected("a"), 9)).isEmpty();
    assertThat(log.queue(log.connected("b"), 9)).hasSize(1);
  }

  /** Whatever happens between a look at a room and the end of its number. */
  @Test
  void everybodyGetsWhatRoomsHeldWhileItWasAMember() {
    long seed = System.nanoTime();
    for (int run = 0; run < 30; run++) {
      log = new TestLog();
      new Life(seed + run).live();
    }
  }

  /** Clients and rooms as they come, held against who was where. */
  private final class Life {
    private static final List<String> CLIENTS = List.of("a", "b", "c");
    private static final List<String> ROOMS = List.of("r", "s", "t", "u");

    private final String words;
    private final Random random;
    private final Map<String, Set<String>> members = new HashMap<>();
    private final Map<String, List<Long>> queues = new HashMap<>();
    private final List<LogRecord> pending = new ArrayList<>();

    Life(long seed) {
      this.words = "seed " + seed;
      this.random = new Random(seed);
      CLIENTS.forEach(client -> queues.put(client, new ArrayList<>()));
      ROOMS.forEach(room -> members.put(room, new HashSet<>()));
    }

    void live() {
      CLIENTS.forEach(client -> log.append(connect(client)));
      for (int step = 0; step < 400; step++) {
        List<LogRecord> group = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          group.add(next(log.log.end() + group.size() + 1));
        }
        log.appendAll(group.toArray(new LogRecord[0]));
        if (pending.isEmpty() && random.nextInt(3) == 0) {
          pending.addAll(found());
        }
        if (random.nextInt(50) == 0) {
          log = log.reopened();
          pending.clear();
        }
        check();
      }
      CLIENTS.forEach(client -> ROOMS.forEach(room -> log.append(leave(client, room))));
      CLIENTS.forEach(client -> log.append(ack(client, log.log.end(), true)));
      sweep();
      assertThat(log.store.rows(Table.STREAMS)).as(words).isEqualTo(1);
    }

    private LogRecord next(long offset) {
      if (!pending.isEmpty() && random.nextInt(3) == 0) {
        return pending.remove(random.nextInt(pending.size()));
      }
      String client = CLIENTS.get(random.nextInt(CLIENTS.size()));
      String room = ROOMS.get(random.nextInt(ROOMS.size()));
      return switch (random.nextInt(7)) {
        case 0 -> {
          members.get(room).add(client);
          yield join(client, room);
        }
        case 1, 2 -> {
          members.get(room).remove(client);
          yield leave(client, room);
        }
        case 3, 4 -> {
          queues.get(client).clear();
          yield ack(client, offset - 1, true);
        }
        default -> emitted(room, offset);
      };
    }

    private LogRecord emitted(String room, long offset) {
      String other = ROOMS.get(random.nextInt(ROOMS.size()));
      List<String> except =
          random.nextInt(3) == 0 ? List.of(ROOMS.get(random.nextInt(ROOMS.size()))) : List.of();
      for (String client : CLIENTS) {
        boolean isMember =
            members.get(room).contains(client) || members.get(other).contains(client);
        if (isMember && except.stream().noneMatch(each -> members.get(each).contains(client))) {
          queues.get(client).add(offset);
        }
      }
      LogRecord.Emit emit = emit(room(room), room(other));
      return emit.to(emit.audience().exceptRooms(except));
    }

    private void check() {
      for (String client : CLIENTS) {
        List<Long> queue = log.queue(log.connected(client), 5);
        assertThat(queue).as("%s of %s", words, client).isEqualTo(queues.get(client));
      }
      assertThat(StoreChecks.run(log.store, text -> {})).as(words).isEmpty();
    }
  }
}
