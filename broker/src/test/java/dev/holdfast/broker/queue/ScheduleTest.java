package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private TestLog log = new TestLog();

  private static LogRecord.Emit at(long dueMs, StreamName... targets) {
    EmitMarks marks = EmitMarks.NONE.withHandling(Handling.PLAIN.withDeliverAt(dueMs));
    return TestLog.emit("p", Audience.of(targets), marks);
  }

  private long stored(LogRecord record) {
    return ((Applied.Stored) log.append(record)).offset();
  }

  private List<Long> due(long nowMs) {
    return log.view.handlings().schedule().due(nowMs).stream()
        .map(LogRecord.Enter::scheduled)
        .toList();
  }

  /** What the shard does at a tick; returns the offsets at which events entered. */
  private void tick(long nowMs) {
    log.view.handlings().schedule().due(nowMs).forEach(log::append);
  }

  private List<Long> queue(ClientSnapshot client) {
    return log.queue(client, 10);
  }

  @Test
  void anEventWaitsForItsTimeAndThenEntersOnceAtAnOffsetOfItsOwn() {
    ClientSnapshot client = log.connected("a");
    long scheduled = stored(at(100, inbox("a")));
    assertThat(queue(client)).isEmpty();
    assertThat(due(99)).isEmpty();
    tick(100);
    assertThat(queue(client)).containsExactly(scheduled + 1);
    assertThat(due(1_000)).isEmpty();
    assertThat(log.view.handlings().schedule().count()).isZero();
  }

  @Test
  void aTimeThatIsOverIsAtOnce() {
    ClientSnapshot client = log.connected("a");
    long stored = stored(at(1, inbox("a")));
    assertThat(queue(client)).containsExactly(stored);
    assertThat(due(1_000)).isEmpty();
  }

  @Test
  void itsTimeToLiveCountsFromWhenItEntered() {
    ClientSnapshot client = log.connected("a");
    EmitMarks marks = EmitMarks.NONE.withHandling(Handling.PLAIN.withDeliverAt(5_000).withTtl(100));
    log.append(TestLog.emit("p", Audience.of(inbox("a")), marks));
    tick(6_000);
    Event event = log.page(client, 0, 10).events().get(0);
    assertThat(event.timeMs()).isEqualTo(6_000);
    assertThat(event.expiredBy(6_099)).isFalse();
    assertThat(event.expiredBy(6_100)).isTrue();
  }

  @Test
  void theyEnterInTheOrderOfTheirTimesAndThenOfTheirOffsets() {
    long late = stored(at(300, room("r")));
    long first = stored(at(200, room("r")));
    long second = stored(at(200, room("r")));
    assertThat(due(300)).containsExactly(first, second, late);
  }

  @Test
  void membersAreThoseOfTheTimeWhenItEnters() {
    ClientSnapshot early = log.connected("early");
    log.append(join("early", "r"));
    log.append(at(100, room("r")));
    log.append(TestLog.leave("early", "r"));
    log.append(connect("late"));
    log.append(join("late", "r"));
    tick(100);
    assertThat(queue(early)).isEmpty();
    assertThat(queue(log.connected("late"))).hasSize(1);
  }

  @Test
  void aRoomThatIsLeftOutMayComeToBeMeanwhile() {
    LogRecord.Emit plain = at(100, room("r"));
    log.append(plain.to(plain.audience().exceptRooms(List.of("later"))));
    log.append(connect("a"));
    log.append(join("a", "r"));
    log.append(join("a", "later"));
    tick(100);
    assertThat(queue(log.connected("a"))).isEmpty();
  }

  @Test
  void itWaitsThroughACrashAndEntersAfterIt() {
    log.append(connect("a"));
    long scheduled = stored(at(100, inbox("a")));
    log = log.reopened();
    assertThat(log.view.handlings().schedule().count()).isEqualTo(1);
    assertThat(due(100)).containsExactly(scheduled);
    log = log.reopened();
    tick(100);
    assertThat(queue(log.connected("a"))).hasSize(1);
    log = log.reopened();
    assertThat(due(100)).isEmpty();
  }

  @Test
  void aRecordThatComesTwiceHasItEnterOnce() {
    ClientSnapshot client = log.connected("a");
    long scheduled = stored(at(100, inbox("a")));
    LogRecord.Enter enter = new LogRecord.Enter(key("p"), 100, scheduled);
    log.appendAll(enter, enter);
    log.append(enter);
    assertThat(queue(client)).hasSize(1);
  }

  @Test
  void aResendIsAnsweredWithTheFirstPositionBeforeAndAfterItsTime() {
    log.append(connect("p"));
    log.append(connect("a"));
    LogRecord.Emit emit = at(100, inbox("a"));
    LogRecord.Emit numbered =
        new LogRecord.Emit(
            emit.client(), 1, emit.audience(), emit.marks().withSeq(4).withId("x"), emit.content());
    long first = stored(numbered);
    assertThat(log.append(numbered)).isEqualTo(new Applied.Stored(first, true));
    tick(100);
    assertThat(log.append(numbered.at(500))).isEqualTo(new Applied.Stored(first, true));
    assertThat(queue(log.connected("a"))).hasSize(1);
  }

  @Test
  void targetsThatAreGoneWhenTheTimeComesAreToldAndTheOthersGetIt() {
    log.append(connect("a"));
    log.append(connect("gone"));
    long scheduled = stored(at(100, inbox("gone"), inbox("a")));
    log.append(new LogRecord.Forget(key("gone")));
    Applied entered = log.append(new LogRecord.Enter(key("p"), 100, scheduled));
    assertThat(entered).isEqualTo(new Applied.Entered(List.of(inbox("gone")), List.of()));
    assertThat(queue(log.connected("a"))).hasSize(1);
  }

  @Test
  void itsPublisherTakesItBackAndNobodyElseWhoIsNoBackend() {
    log.append(connect("a"));
    long scheduled = stored(at(100, inbox("a")));
    assertThat(cancel("other", scheduled, false)).isFalse();
    assertThat(cancel("p", scheduled, false)).isTrue();
    assertThat(cancel("p", scheduled, false)).isFalse();
    assertThat(cancel("other", stored(at(100, inbox("a"))), true)).isTrue();
    assertThat(due(100)).isEmpty();
    assertThat(log.view.handlings().schedule().count()).isZero();
  }

  @Test
  void whatHasEnteredCannotBeTakenBack() {
    log.append(connect("a"));
    long scheduled = stored(at(100, inbox("a")));
    tick(100);
    assertThat(cancel("p", scheduled, false)).isFalse();
    assertThat(queue(log.connected("a"))).hasSize(1);
  }

  private boolean cancel(String client, long scheduled, boolean anyones) {
    LogRecord cancel = new LogRecord.Cancel(key(client), scheduled, anyones);
    return ((Applied.Cancelled) log.append(cancel)).done();
  }

  @Test
  void aCrowdThatIsDueTogetherEntersInParts() {
    int crowd = Schedule.MAX_DUE + 10;
    LogRecord[] emits =
        LongStream.range(0, crowd).mapToObj(i -> at(100, room("r"))).toArray(LogRecord[]::new);
    log.appendAll(emits);
    List<LogRecord.Enter> first = log.view.handlings().schedule().due(100);
    assertThat(first).hasSize(Schedule.MAX_DUE);
    assertThat(due(100)).hasSize(10).doesNotContain(first.get(0).scheduled());
    assertThat(due(100)).isEmpty();
  }

  @Test
  void noMoreWaitThanMay() {
    TestLog limited = new TestLog(new MemoryStore(), new LimitedEmits(new EmitLimits(2, 1, 1)));
    limited.append(at(100, room("r")));
    limited.append(at(100, room("r")));
    assertThat(((Applied.Refused) limited.append(at(100, room("r")))).refusal())
        .isEqualTo(Applied.Refusal.TOO_MANY_SCHEDULED);
    limited.view.handlings().schedule().due(100).forEach(limited::append);
    assertThat(limited.append(at(200, room("r")))).isInstanceOf(Applied.Stored.class);
  }
}
