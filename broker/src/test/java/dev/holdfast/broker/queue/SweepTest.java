package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.ack;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.leave;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final long NOW_MS = 1_000_000;
  private static final StreamName[] TARGETS = {
    room("r"), room("s"), room("empty"), StreamName.everyone("/"), inbox("a"), inbox("b")
  };

  private final TestLog log = new TestLog();

  @Test
  void whatAllMembersHaveAcknowledgedIsGivenUpAndNothingElse() {
    log.appendAll(connect("a"), connect("b"), join("a", "r"), join("b", "r"));
    log.append(emit(room("r"), 0));
    log.append(emit(room("r"), 0));
    log.append(ack("a", 6, true));
    assertThat(sweep(RoomPolicy.NONE)).isEmpty();
    log.append(ack("b", 5, true));
    assertThat(sweep(RoomPolicy.NONE)).hasSize(1);
    assertThat(log.queue(log.connected("b"), 9)).containsExactly(6L);
    log.append(ack("b", 6, true));
    sweep(RoomPolicy.NONE);
    assertThat(log.store.rows(Table.EVENTS)).isZero();
  }

  @Test
  void aDeadClientKeepsNothingButItsOwn() {
    log.appendAll(connect("a"), connect("dead"), join("a", "r"), join("dead", "s"));
    log.appendAll(emit(room("r"), 0), emit(room("s"), 0), emit(inbox("a"), 0));
    log.append(ack("a", log.log.end(), true));
    sweep(RoomPolicy.NONE);
    assertThat(log.store.rows(Table.EVENTS)).isEqualTo(1);
    assertThat(log.queue(log.connected("dead"), 9)).containsExactly(6L);
  }

  @Test
  void whatALeftRoomHeldBeforeIsKeptUntilItIsAcknowledged() {
    log.appendAll(connect("a"), join("a", "r"), emit(room("r"), 0), leave("a", "r"));
    log.append(emit(room("r"), 0));
    sweep(RoomPolicy.NONE);
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(3L);
    log.append(ack("a", 4, true));
    sweep(RoomPolicy.NONE);
    assertThat(log.store.rows(Table.EVENTS)).isZero();
  }

  @Test
  void aClientThatBeganInThePastSinceTheSweepKeepsWhatItIsToGet() {
    log.append(emit(StreamName.everyone("/"), 0));
    List<LogRecord> found = new Sweep(log.store, policies(RoomPolicy.NONE)).run(NOW_MS, 0);
    assertThat(found).hasSize(1);
    log.append(connect("late", 0, Lifetime.DURABLE));
    assertThat(log.append(found.get(0))).isInstanceOf(Applied.Kept.class);
    assertThat(log.queue(log.connected("late"), 9)).containsExactly(1L);
    assertThat(sweep(RoomPolicy.NONE)).isEmpty();
  }

  @Test
  void manyRowsAreOneRange() {
    log.appendAll(connect("a"), join("a", "r"));
    for (int i = 0; i < 100; i++) {
      log.append(emit(room("r"), 0));
    }
    log.append(ack("a", 100, true));
    LogRecord.Trim trim = sweep(RoomPolicy.NONE).get(0);
    assertThat(trim.rows()).isEmpty();
    assertThat(trim.range().upTo()).isEqualTo(100);
    assertThat(trim.range().count().events()).isEqualTo(98);
    assertThat(log.store.rows(Table.EVENTS)).isEqualTo(2);
  }

  @Test
  void ofARoomWithHistoryTheLatestEventsStay() {
    log.appendAll(connect("a"), join("a", "r"));
    for (int i = 0; i < 10; i++) {
      log.append(emit(room("r"), 0));
    }
    log.append(ack("a", log.log.end(), true));
    sweep(new RoomPolicy(0, 0, 3));
    assertThat(log.store.rows(Table.EVENTS)).isEqualTo(3);
    sweep(new RoomPolicy(0, 60_000, 0));
    assertThat(log.store.rows(Table.EVENTS)).isEqualTo(3);
    new Sweep(log.store, policies(new RoomPolicy(0, 60_000, 0)))
        .run(NOW_MS + 60_000, 0)
        .forEach(log::append);
    assertThat(log.store.rows(Table.EVENTS)).isZero();
  }

  @Test
  void whatHasExpiredLeavesAGapThatGrows() {
    log.appendAll(connect("a"), join("a", "r"));
    log.append(emit(room("r"), 10));
    log.append(emit(room("r"), 10));
    log.append(emit(room("r"), 2_000));
    log.append(emit(room("r"), 0));
    assertThat(sweep(RoomPolicy.NONE, NOW_MS + 9)).isEmpty();
    sweep(RoomPolicy.NONE, NOW_MS + 10);
    assertThat(gaps("a")).containsExactly(new Gap(2, 4, 2, GapReason.EXPIRED, NOW_MS + 10));
    assertThat(sweep(RoomPolicy.NONE, NOW_MS + 1_000)).isEmpty();
    sweep(RoomPolicy.NONE, NOW_MS + 2_000);
    assertThat(gaps("a")).containsExactly(new Gap(2, 5, 3, GapReason.EXPIRED, NOW_MS + 2_000));
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(5L, 6L);
    log.append(ack("a", 5, true));
    sweep(RoomPolicy.NONE);
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(6L);
    assertThat(log.store.rows(Table.EVENTS)).isEqualTo(1);
  }

  /** Whatever was acknowledged by whom: the queues are the same before and after. */
  @Test
  void noQueueMissesAnythingAndNothingIsKeptThatNoQueueHolds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> clients = List.of("a", "b", "c", "d");
    clients.forEach(client -> log.append(connect(client)));
    for (int step = 0; step < 400; step++) {
      List<LogRecord> group = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        group.add(record(clients.get(random.nextInt(4)), random));
      }
      log.appendAll(group.toArray(new LogRecord[0]));
      if (random.nextInt(3) == 0) {
        Map<String, List<Long>> before = queues(clients);
        sweep(RoomPolicy.NONE);
        assertThat(queues(clients)).as("seed %d", seed).isEqualTo(before);
      }
    }
    clients.forEach(client -> log.append(ack(client, log.log.end(), true)));
    sweep(RoomPolicy.NONE);
    assertThat(log.store.rows(Table.EVENTS)).as("seed %d", seed).isZero();
  }

  private LogRecord record(String client, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> join(client, random.nextBoolean() ? "r" : "s");
      case 1 -> leave(client, random.nextBoolean() ? "r" : "s");
      case 2 -> ack(client, (long) (random.nextDouble() * (log.log.end() + 1)), true);
      default -> emit(TARGETS[random.nextInt(TARGETS.length)], 0);
    };
  }

  private Map<String, List<Long>> queues(List<String> clients) {
    Map<String, List<Long>> queues = new HashMap<>();
    clients.forEach(client -> queues.put(client, log.queue(log.connected(client), 3)));
    return queues;
  }

  private List<Gap> gaps(String client) {
    List<Gap> gaps = new ArrayList<>();
    for (Event event : log.page(log.connected(client), 0, 100).events()) {
      if (event.gap() != null) {
        gaps.add(event.gap());
      }
    }
    return gaps;
  }

  private List<LogRecord.Trim> sweep(RoomPolicy policy) {
    return sweep(policy, NOW_MS);
  }

  private List<LogRecord.Trim> sweep(RoomPolicy policy, long nowMs) {
    List<LogRecord.Trim> trims = new ArrayList<>();
    for (LogRecord found : new Sweep(log.store, policies(policy)).run(nowMs, 0)) {
      Applied applied = log.append(found);
      if (found instanceof LogRecord.Trim trim) {
        assertThat(applied).isInstanceOf(Applied.Trimmed.class);
        trims.add(trim);
      }
    }
    return trims;
  }

  private static Policies policies(RoomPolicy ofRooms) {
    return TestPolicies.NONE.withRooms(ofRooms);
  }

  private static LogRecord emit(StreamName target, long ttlMs) {
    return new LogRecord.Emit(
        key("p"),
        NOW_MS,
        Audience.of(target),
        EmitMarks.NONE.withHandling(Handling.PLAIN.withTtl(ttlMs)),
        Content.of(Bytes.utf8("\"x\"")));
  }
}
