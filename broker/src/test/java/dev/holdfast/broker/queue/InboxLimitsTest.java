package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.QueueLimits.Overflow.DROP_NEWEST;
import static dev.holdfast.broker.queue.QueueLimits.Overflow.DROP_OLDEST;
import static dev.holdfast.broker.queue.QueueLimits.Overflow.REJECT;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InboxLimitsTest {
  private TestLog log;

  private void limit(long events, long bytes, QueueLimits.Overflow overflow) {
    QueueLimits limits = new QueueLimits(events, bytes, 0, overflow);
    log = new TestLog(new MemoryStore(), new SimPolicies(limits, 0));
    log.append(connect("a"));
  }

  private static LogRecord.Emit toA() {
    return emit("p", LogRecord.Emit.NO_SEQ, inbox("a"));
  }

  private List<QueueGap> gaps() {
    return log.connected("a").gaps();
  }

  private static QueueGap dropped(long from, long to, long events) {
    Gap gap = new Gap(from, to, events, GapReason.QUEUE_EVENTS, 1);
    return new QueueGap(gap, QueueGap.Hole.INBOX);
  }

  @Test
  void theOldestAreDroppedWhetherStoredBeforeOrInTheSameCommit() {
    limit(3, 0, DROP_OLDEST);
    log.appendAll(toA(), toA());
    log.appendAll(toA(), toA(), toA(), toA(), toA(), toA());
    assertThat(gaps()).containsExactly(dropped(1, 6, 5));
    assertThat(log.view.counters().dropped(GapReason.QUEUE_EVENTS)).isEqualTo(5);
  }

  /** What was dropped stands in the store until it is trimmed, and does not wait any more. */
  @Test
  void whatWasDroppedIsNotCountedNorDroppedAgain() {
    limit(2, 0, DROP_OLDEST);
    log.appendAll(toA(), toA(), toA(), toA(), toA());
    QueueDepths depths = new DepthSample(log.store).take(1);
    assertThat(depths.estimatedTotal()).isEqualTo(2);
    StoredClients clients = new StoredClients(log.store);
    assertThat(clients.find(key("a")).waiting().events()).isEqualTo(2);
    assertThat(clients.purge(key("a"), Long.MAX_VALUE, 9).events()).isEqualTo(2);
    assertThat(overfull()).isEmpty();
    log.append(join("a", "r"));
    log.append(emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    assertThat(overfull()).singleElement().extracting(LogRecord.Drop::events).isEqualTo(1L);
  }

  private List<LogRecord.Drop> overfull() {
    long end = log.log.end();
    return new OverfullQueues(log.store, log.policies, end, 9).find(List.of("/"));
  }

  @Test
  void whatWasDroppedIsKnownToTheNextProcess() {
    limit(2, 0, DROP_OLDEST);
    log.appendAll(toA(), toA(), toA());
    log = log.reopened();
    log.appendAll(toA());
    assertThat(gaps()).containsExactly(dropped(1, 3, 2));
  }

  @Test
  void anAcknowledgementMakesRoom() {
    limit(2, 0, DROP_OLDEST);
    log.appendAll(toA(), toA());
    log.append(TestLog.ack("a", 3, false));
    log.appendAll(toA(), toA());
    assertThat(gaps()).isEmpty();
    log.append(toA());
    assertThat(gaps()).containsExactly(dropped(3, 5, 1));
  }

  @Test
  void whatHasExpiredAndIsStoredNoMoreMakesRoom() {
    limit(2, 0, REJECT);
    log.append(shortlyToA());
    log.append(toA());
    assertThat(log.append(toA())).isInstanceOf(Applied.Refused.class);
    sweep();
    assertThat(log.append(toA())).isInstanceOf(Applied.Stored.class);
    assertThat(log.append(toA())).isInstanceOf(Applied.Refused.class);
  }

  @Test
  void whatIsStoredNoMoreIsNotDroppedForLackOfRoom() {
    limit(2, 0, DROP_OLDEST);
    log.appendAll(shortlyToA(), shortlyToA());
    log.append(toA());
    assertThat(gaps()).containsExactly(dropped(1, 2, 1));
    sweep();
    log.append(toA());
    assertThat(gaps()).containsExactly(dropped(1, 2, 1));
  }

  private static LogRecord.Emit shortlyToA() {
    return toA().withTtl(1);
  }

  private void sweep() {
    Policies policies = new SimPolicies(QueueLimits.NONE, 0);
    log.appendAll(new Sweep(log.store, policies).run(10, 0).toArray(LogRecord[]::new));
  }

  @Test
  void aGapIsForgottenWhenItIsAcknowledged() {
    limit(1, 0, DROP_OLDEST);
    log.appendAll(toA(), toA());
    log.append(TestLog.ack("a", 1, false));
    assertThat(gaps()).hasSize(1);
    log.append(TestLog.ack("a", 2, false));
    assertThat(gaps()).isEmpty();
    assertThat(log.store.rows(Table.GAPS)).isZero();
  }

  @Test
  void theNewestDoesNotEnterAndIsCounted() {
    limit(2, 0, DROP_NEWEST);
    List<Applied> applied = log.appendAll(toA(), toA(), toA());
    assertThat(((Applied.Stored) applied.get(1)).notTaken()).isZero();
    assertThat(((Applied.Stored) applied.get(2)).notTaken()).isEqualTo(1);
    assertThat(log.queue(log.connected("a"), 10)).containsExactly(2L, 3L);
    Gap gap = new Gap(3, 4, 1, GapReason.QUEUE_EVENTS, 1);
    assertThat(gaps()).containsExactly(new QueueGap(gap, QueueGap.Hole.NOTHING));
  }

  @Test
  void theNewestThatComesThroughARoomAsWellIsNotDropped() {
    limit(1, 0, DROP_NEWEST);
    log.append(join("a", "r"));
    log.append(toA());
    log.append(emit("p", LogRecord.Emit.NO_SEQ, inbox("a"), room("r")));
    assertThat(gaps()).isEmpty();
    assertThat(log.queue(log.connected("a"), 10)).containsExactly(3L, 4L);
  }

  @Test
  void anEmitToAFullQueueIsRefusedAsAWhole() {
    limit(1, 0, REJECT);
    log.append(toA());
    Applied applied = log.append(emit("p", LogRecord.Emit.NO_SEQ, room("r"), inbox("a")));
    assertThat(((Applied.Refused) applied).refusal()).isEqualTo(Applied.Refusal.QUEUE_FULL);
    log.append(TestLog.ack("a", 2, false));
    assertThat(log.append(toA())).isInstanceOf(Applied.Stored.class);
  }

  @Test
  void bytesCountAsTheyAreStoredAndOneEventIsTakenWhateverItsSize() {
    limit(0, 1, DROP_OLDEST);
    log.append(toA());
    assertThat(gaps()).isEmpty();
    log.append(toA());
    assertThat(gaps().get(0).gap().reason()).isEqualTo(GapReason.QUEUE_BYTES);
  }

  @Test
  void aClientThatLivesAsLongAsItsSessionHasNoLimits() {
    limit(1, 0, REJECT);
    log.append(connect("~s", LogRecord.Connect.LATEST, Lifetime.SESSION));
    LogRecord.Emit emit = emit("p", LogRecord.Emit.NO_SEQ, inbox("~s"));
    assertThat(log.appendAll(emit, emit, emit)).hasOnlyElementsOfType(Applied.Stored.class);
  }

  @Test
  void aReaderIsGivenWhatIsLeftAfterTheGap() {
    limit(2, 0, DROP_OLDEST);
    log.appendAll(Stream.generate(InboxLimitsTest::toA).limit(5).toArray(LogRecord[]::new));
    ClientSnapshot client = log.connected("a");
    assertThat(client.pending()).isGreaterThanOrEqualTo(2);
    assertThat(ReaderRig.read(log, client)).containsExactly("gap of 3 at 4", "5", "6");
  }
}
