package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.ack;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private TestLog log = new TestLog();

  @BeforeEach
  void connectAll() {
    log.appendAll(connect("p"), connect("a"), connect("b"));
  }

  private static LogRecord.Emit wanted(long ttlMs, StreamName... targets) {
    Handling handling = Handling.PLAIN.withReceipt(true).withTtl(ttlMs);
    return TestLog.emit("p", Audience.of(targets), EmitMarks.NONE.withHandling(handling));
  }

  private long emitted(StreamName... targets) {
    return stored(wanted(0, targets));
  }

  private long stored(LogRecord record) {
    return ((Applied.Stored) log.append(record)).offset();
  }

  /** What the shard does after each commit; then what the publisher has been told so far. */
  private List<String> told() {
    List<LogRecord> due = log.view.handlings().receipts().due();
    if (!due.isEmpty()) {
      log.appendAll(due.toArray(LogRecord[]::new));
    }
    ClientSnapshot publisher = log.connected("p");
    return log.page(publisher, 0, 100).events().stream()
        .map(event -> event.body().toString())
        .toList();
  }

  private void tick(long nowMs) {
    log.view.handlings().receipts().overdue(nowMs).forEach(log::append);
  }

  private static String receipt(long offset, String outcome) {
    return "\"$receipt\",{\"p\":\"%s\",\"outcome\":%s}"
        .formatted(Position.prefix(new MemoryStore().epoch(), 0) + offset, outcome);
  }

  private static String acknowledged(long offset) {
    return receipt(offset, "\"acknowledged\"");
  }

  @Test
  void thePublisherIsToldOnceTheClientHasAcknowledged() {
    long event = emitted(inbox("a"));
    log.append(ack("a", event - 1, false));
    assertThat(told()).isEmpty();
    log.append(ack("a", event, false));
    assertThat(told()).containsExactly(acknowledged(event));
    log.append(ack("a", event + 1, false));
    assertThat(told()).hasSize(1);
  }

  /** What the client acknowledges then may be the gap that it was told instead of the event. */
  @Test
  void anAcknowledgementAfterTheTimeToLiveIsTooLate() {
    LogRecord.Emit emit = wanted(1_000, inbox("a"));
    long event = stored(emit);
    log.view.handlings().receipts().setTime(emit.timeMs() + 1_000);
    log.append(ack("a", event, false));
    assertThat(told()).containsExactly(receipt(event, "\"incomplete\""));
  }

  @Test
  void anAcknowledgementOutOfOrderCounts() {
    long first = emitted(inbox("a"));
    long second = emitted(inbox("a"));
    log.append(new LogRecord.Ack(key("a"), 0, List.of(second), false));
    assertThat(told()).containsExactly(acknowledged(second));
    log.append(ack("a", second, false));
    assertThat(told()).containsExactly(acknowledged(second), acknowledged(first));
  }

  @Test
  void ofSeveralTargetsAllMustHaveAcknowledged() {
    long event = emitted(inbox("a"), inbox("b"));
    log.append(ack("a", event, false));
    assertThat(told()).isEmpty();
    log.append(ack("b", event, false));
    assertThat(told()).containsExactly(acknowledged(event));
  }

  @Test
  void aRoomIsDoneWhenAllItsMembersHavePassedTheEvent() {
    log.append(join("a", "r"));
    long event = emitted(room("r"), inbox("b"));
    long stream = log.connected("a").memberships().get(2).stream();
    log.append(ack("b", event, false));
    passed(stream, event - 1);
    assertThat(told()).isEmpty();
    passed(stream, event);
    assertThat(told()).containsExactly(acknowledged(event));
  }

  @Test
  void aSweepFindsHowFarAllMembersOfARoomAre() {
    log.append(join("a", "r"));
    log.append(join("b", "r"));
    long event = emitted(room("r"));
    long later = emitted(room("r"));
    log.append(ack("a", later, false));
    log.append(ack("b", event - 1, false));
    sweep();
    assertThat(told()).isEmpty();
    log.append(ack("b", event, false));
    sweep();
    assertThat(told()).containsExactly(acknowledged(event));
    log.append(new LogRecord.Leave(key("b"), "r"));
    sweep();
    assertThat(told()).as("who has left still has to").hasSize(1);
    log.append(ack("b", later, false));
    sweep();
    assertThat(told()).containsExactly(acknowledged(event), acknowledged(later));
  }

  private void sweep() {
    log.appendAll(new Sweep(log.store, TestPolicies.NONE).run(1, 0).toArray(LogRecord[]::new));
  }

  private void passed(long stream, long upTo) {
    log.append(new LogRecord.Passed(stream, upTo));
  }

  @Test
  void aClientThatIsForgottenMakesItIncomplete() {
    long event = emitted(inbox("a"), inbox("b"));
    log.append(ack("a", event, false));
    log.append(new LogRecord.Forget(key("a")));
    log.append(new LogRecord.Forget(key("b")));
    assertThat(told()).containsExactly(receipt(event, "\"incomplete\",\"missing\":1"));
  }

  @Test
  void aMemberThatIsForgottenBeforeItHasAcknowledgedMakesItIncomplete() {
    log.append(join("a", "r"));
    log.append(join("b", "r"));
    long event = emitted(room("r"));
    long stream = log.connected("a").memberships().get(2).stream();
    log.append(ack("b", event, false));
    log.append(new LogRecord.Forget(key("b")));
    log.append(new LogRecord.Forget(key("a")));
    assertThat(told()).isEmpty();
    passed(stream, event);
    assertThat(told()).containsExactly(receipt(event, "\"incomplete\",\"missing\":1"));
  }

  @Test
  void aDeadLetterIsNoAcknowledgement() {
    log = new TestLog(new MemoryStore(), TestPolicies.of(new RedeliveryPolicy(0, 0, 0, 1)));
    connectAll();
    log.append(join("b", "r"));
    long event = emitted(inbox("a"), room("r"));
    long stream = log.connected("b").memberships().get(2).stream();
    log.append(failed("a", event));
    assertThat(told()).isEmpty();
    log.append(failed("b", event));
    passed(stream, event);
    assertThat(told()).containsExactly(receipt(event, "\"incomplete\",\"missing\":2"));
  }

  private static LogRecord failed(String client, long event) {
    return new LogRecord.Failed(key(client), new Failure(List.of(event), 0, "busy", 1), false);
  }

  /** It had been told that the client acknowledged the event that made room for a dead letter. */
  @Test
  void whatADeadLetterDropsOnItsReturnIsNoAcknowledgement() {
    QueueLimits two = new QueueLimits(2, 0, 0, QueueLimits.Overflow.DROP_OLDEST);
    RedeliveryPolicy once = new RedeliveryPolicy(0, 0, 0, 1);
    log = new TestLog(new MemoryStore(), new TestPolicies(RoomPolicy.NONE, two, once, 0));
    connectAll();
    long dead = stored(TestLog.emit("p", LogRecord.Emit.NO_SEQ, inbox("a")));
    log.append(failed("a", dead));
    long event = emitted(inbox("a"));
    stored(TestLog.emit("p", LogRecord.Emit.NO_SEQ, inbox("a")));
    long last = stored(new LogRecord.Replay(key("a"), dead, 1));
    log.append(ack("a", last, false));
    assertThat(told()).containsExactly(receipt(event, "\"incomplete\",\"missing\":1"));
  }

  @Test
  void whoLosesAnEventCountsOnceHoweverManyStreamsItWouldHaveComeBy() {
    log.append(join("a", "r"));
    log.append(join("a", "s"));
    long event = emitted(inbox("a"), room("r"), room("s"));
    log.append(new LogRecord.Drop(key("a"), event - 1, event, 1, GapReason.QUEUE_AGE, 1));
    log.connected("a").memberships().forEach(each -> passed(each.stream(), event));
    assertThat(told()).containsExactly(receipt(event, "\"incomplete\",\"missing\":1"));
  }

  @Test
  void whatExpiresUnacknowledgedIsIncompleteThen() {
    long event = stored(wanted(100, inbox("a")));
    long done = stored(wanted(100, inbox("b")));
    log.append(ack("b", done, false));
    assertThat(told()).hasSize(1);
    tick(100);
    assertThat(told()).hasSize(1);
    tick(101);
    assertThat(told()).containsExactly(acknowledged(done), receipt(event, "\"incomplete\""));
    log.append(ack("a", event, false));
    tick(1_000);
    assertThat(told()).hasSize(2);
  }

  @Test
  void whoIsLeftOutIsNotWaitedFor() {
    LogRecord.Emit emit = wanted(0, inbox("a"));
    long event = stored(emit.to(emit.audience().except(List.of("a"))));
    assertThat(told()).containsExactly(acknowledged(event));
  }

  @Test
  void itIsToldOnceHoweverOftenTheBrokerCrashes() {
    long event = emitted(inbox("a"));
    log = log.reopened();
    log.append(ack("a", event, true));
    log = log.reopened();
    List<LogRecord> due = log.view.handlings().receipts().due();
    assertThat(due).hasSize(1);
    log = log.reopened();
    assertThat(told()).containsExactly(acknowledged(event));
    log = log.reopened();
    log.append(due.get(0));
    assertThat(told()).hasSize(1);
  }

  @Test
  void aRecordThatComesBeforeItIsDecidedDoesNothing() {
    long event = emitted(inbox("a"));
    LogRecord.Told early = new LogRecord.Told(key("p"), event, 5);
    log.append(early);
    assertThat(told()).isEmpty();
    log.append(ack("a", event, false));
    log.appendAll(early, early);
    assertThat(told()).containsExactly(acknowledged(event));
  }

  @Test
  void aResendGetsNoSecondReceipt() {
    LogRecord.Emit emit = wanted(0, inbox("a"));
    LogRecord.Emit numbered =
        new LogRecord.Emit(
            emit.client(), 1, emit.audience(), emit.marks().withId("say \"x\""), emit.content());
    long event = stored(numbered);
    assertThat(stored(numbered)).isEqualTo(event);
    log.append(ack("a", event + 1, false));
    assertThat(told())
        .singleElement()
        .asString()
        .contains("\",\"id\":\"say \\\"x\\\"\",\"outcome\"");
  }

  @Test
  void thatOfAnEventThatWaitedBearsThePositionOfTheConfirm() {
    Handling handling = Handling.PLAIN.withReceipt(true).withDeliverAt(100);
    LogRecord.Emit emit =
        TestLog.emit("p", Audience.of(inbox("a")), EmitMarks.NONE.withHandling(handling));
    long confirmed = stored(emit);
    log.view.handlings().schedule().due(100).forEach(log::append);
    log.append(ack("a", log.log.end(), false));
    assertThat(told()).containsExactly(acknowledged(confirmed));
  }

  @Test
  void aPublisherThatIsForgottenIsToldNothingAndLeavesNothingBehind() {
    long event = stored(wanted(100, inbox("a"), room("r")));
    log.append(new LogRecord.Forget(key("p")));
    log.append(ack("a", event, false));
    assertThat(log.view.handlings().receipts().due()).isEmpty();
    try (Store.Scan rows = log.store.scan(Table.RECEIPTS, new byte[0], new byte[] {-1})) {
      rows.seek(new byte[0]);
      assertThat(rows.valid()).isFalse();
    }
  }

  @Test
  void nothingIsLeftOfAReceiptThatWasTold() {
    long event = stored(wanted(100, inbox("a")));
    log.append(ack("a", event, false));
    assertThat(told()).hasSize(1);
    try (Store.Scan rows = log.store.scan(Table.RECEIPTS, new byte[0], new byte[] {-1})) {
      rows.seek(new byte[0]);
      assertThat(rows.valid()).isFalse();
    }
  }

  @Test
  void noMoreMayBeOutstandingThanSet() {
    log = new TestLog(new MemoryStore(), new LimitedEmits(new EmitLimits(1, 1, 2)));
    connectAll();
    long first = emitted(inbox("a"));
    emitted(inbox("a"));
    assertThat(((Applied.Refused) log.append(wanted(0, inbox("a")))).refusal())
        .isEqualTo(Applied.Refusal.TOO_MANY_RECEIPTS);
    log.append(ack("a", first, false));
    assertThat(told()).hasSize(1);
    emitted(inbox("a"));
  }
}
