package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.ack;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Attempts that fail, and what comes of them in the log and the store. */
class FailuresTest {
  private static final long NO_SEQ = LogRecord.Emit.NO_SEQ;
  private static final RedeliveryPolicy THREE_ATTEMPTS = new RedeliveryPolicy(0, 100, 150, 3);

  private final TestLog log = new TestLog(new MemoryStore(), TestPolicies.of(THREE_ATTEMPTS));

  @Test
  void eachFailureIsCountedAndWaitsTwiceAsLongUpToABoundAlsoAfterACrash() {
    log.appendAll(connect("a"), toA());
    assertThat(log.append(failed(1_000, 2))).isEqualTo(retried(2, new Attempt(1, 1_100)));
    TestLog later = log.reopened();
    assertThat(later.connected("a").attempts()).isEqualTo(Map.of(2L, new Attempt(1, 1_100)));
    assertThat(later.append(failed(2_000, 2))).isEqualTo(retried(2, new Attempt(2, 2_150)));
  }

  @Test
  void aDelayThatIsGivenCountsInTheBackoffsPlace() {
    log.appendAll(connect("a"), toA(), toA());
    LogRecord later =
        new LogRecord.Failed(key("a"), new Failure(List.of(2L), 5_000, "busy", 10), true);
    LogRecord atOnce =
        new LogRecord.Failed(key("a"), new Failure(List.of(3L), 0, "busy", 10), true);
    assertThat(log.append(later)).isEqualTo(retried(2, new Attempt(1, 5_010)));
    assertThat(log.append(atOnce)).isEqualTo(retried(3, new Attempt(1, 0)));
  }

  @Test
  void attemptsGoWithTheAcknowledgement() {
    log.appendAll(connect("a"), toA(), toA(), toA());
    log.append(failed(0, 2, 3, 4));
    log.append(new LogRecord.Ack(key("a"), 2, List.of(4L), false));
    assertThat(log.connected("a").attempts()).containsOnlyKeys(3L);
    assertThat(log.reopened().connected("a").attempts()).containsOnlyKeys(3L);
    assertThat(log.append(failed(0, 2, 4))).as("done is done").isEqualTo(retried());
  }

  @Test
  void theLastFailureMakesADeadLetterAndAcknowledgesInOneCommit() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")));
    giveUp(3);
    TestLog later = log.reopened();
    assertThat(later.queue(later.connected("a"), 9)).as("in the queue").containsExactly(3L);
    assertThat(later.connected("a").also()).containsExactly(3L);
    assertThat(later.connected("a").attempts()).isEmpty();
    DeadLetter letter = letter(later, 3);
    assertThat(letter.attempts()).isEqualTo(3);
    assertThat(letter.reason()).isEqualTo("busy");
    assertThat(letter.timeMs()).isEqualTo(30);
    assertThat(letter.event().publisher()).isEqualTo(key("p"));
    assertThat(letter.event().targets()).containsExactly(room("r"));
    assertThat(letter.event().body().toString()).isEqualTo("\"x\"");
  }

  @Test
  void aDeadLetterThatIsReplayedIsANewEventOfTheInboxAndNoDeadLetterAnyMore() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")));
    giveUp(3);
    LogRecord replay = new LogRecord.Replay(key("a"), 3, 50);
    List<Applied> applied = log.appendAll(ack("a", 6, false), replay, replay);
    assertThat(applied.get(1)).isEqualTo(new Applied.Stored(8, false));
    assertThat(applied.get(2)).as("also in the same commit").isInstanceOf(Applied.Refused.class);
    TestLog later = log.reopened();
    assertThat(later.append(replay)).isInstanceOf(Applied.Refused.class);
    ClientSnapshot client = later.connected("a");
    assertThat(later.queue(client, 9)).containsExactly(8L);
    Event again = later.page(client, 7, 9).events().get(0);
    assertThat(again.publisher()).isEqualTo(key("p"));
    assertThat(again.timeMs()).isEqualTo(50);
    assertThat(again.targets()).containsExactly(inbox("a"), room("r"));
  }

  @Test
  void onlyDeadLettersThatAreThereArePurged() {
    log.appendAll(connect("a"), toA(), toA());
    giveUp(2, 3);
    LogRecord purge = new LogRecord.Purge(key("a"), List.of(1L, 2L));
    List<Applied> applied = log.appendAll(purge, purge);
    assertThat(applied).containsExactly(new Applied.Purged(1), new Applied.Purged(0));
    assertThat(rows(Table.DEAD_LETTERS)).isEqualTo(1);
  }

  @Test
  void ofAForgottenClientNothingIsLeft() {
    log.appendAll(connect("a"), toA(), toA());
    giveUp(2);
    log.append(failed(0, 3));
    log.append(new LogRecord.Forget(key("a")));
    assertThat(rows(Table.DEAD_LETTERS) + rows(Table.ATTEMPTS)).isZero();
  }

  @Test
  void aDeadLetterOfTheCommitThatForgetsItsClientIsGoneToo() {
    log.appendAll(connect("a"), toA(), failed(0, 2), failed(0, 2));
    log.appendAll(failed(0, 2), new LogRecord.Forget(key("a")));
    assertThat(rows(Table.DEAD_LETTERS) + rows(Table.ATTEMPTS)).isZero();
  }

  @Test
  void withoutABoundAnEventIsNeverGivenUp() {
    TestLog unbounded = new TestLog();
    unbounded.appendAll(connect("a"), toA());
    for (int i = 1; i <= 50; i++) {
      Attempt attempt = new Attempt(i, Math.min(1_000L << Math.min(i - 1, 20), 60_000));
      assertThat(unbounded.append(failed(0, 2))).isEqualTo(retried(2, attempt));
    }
  }

  private void giveUp(long... offsets) {
    for (int time = 10; time <= 30; time += 10) {
      log.append(failed(time, offsets));
    }
  }

  private int rows(Table table) {
    int rows = 0;
    try (Store.Scan scan = log.store.scan(table, new byte[0], Keys.one(-1))) {
      for (scan.seek(new byte[0]); scan.valid(); scan.next()) {
        rows++;
      }
    }
    return rows;
  }

  private static DeadLetter letter(TestLog log, long offset) {
    try (Store.Scan scan = log.store.scan(Table.DEAD_LETTERS, new byte[0], Keys.one(-1))) {
      scan.seek(new byte[0]);
      assertThat(Keys.number(scan.key(), 1)).isEqualTo(offset);
      return DeadLetter.decode("/", offset, scan.value());
    }
  }

  private static LogRecord toA() {
    return emit("p", NO_SEQ, inbox("a"));
  }

  private static LogRecord failed(long timeMs, long... offsets) {
    List<Long> all = Arrays.stream(offsets).boxed().toList();
    Failure failure = new Failure(all, Failure.BACKOFF, "busy", timeMs);
    return new LogRecord.Failed(key("a"), failure, false);
  }

  private static Applied.Retried retried() {
    return new Applied.Retried(new TreeMap<>(), List.of());
  }

  private static Applied.Retried retried(long offset, Attempt attempt) {
    return new Applied.Retried(new TreeMap<>(Map.of(offset, attempt)), List.of());
  }
}
