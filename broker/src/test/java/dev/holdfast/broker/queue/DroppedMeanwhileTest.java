package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Events that are dropped while a client that was handed them has given them back, or was not to be
 * sent them yet: they came all the same or, once a sweep had given them up, as expired.
 */
class DroppedMeanwhileTest {
  private static final long LATER_MS = 60_000;

  private final TestLog log = new TestLog();
  private final List<String> delivered = new ArrayList<>();
  private Lane lane;
  private QueueReader reader;
  private ClientSnapshot a;

  @Test
  void whatWaitsForItsNextAttemptIsToldAsPurged() {
    giveBackTheFirst(inbox("a"));
    purge();
    lane.tick(LATER_MS + 1);
    assertThat(delivered).containsExactly("3", "4", "gap of 1 at 3: purged");
    reader.window().acknowledgeUpTo(3);
    assertThat(reader.takeAck(true).upTo()).isEqualTo(3);
  }

  @Test
  void theSameOnceASweepHasGivenItUp() {
    giveBackTheFirst(inbox("a"));
    purge();
    Store.Batch batch = log.store.batch();
    long stream = a.memberships().get(0).stream();
    batch.deleteRange(Table.EVENTS, Keys.one(stream), Keys.one(stream + 1));
    log.store.commit(batch, true);
    lane.tick(LATER_MS + 1);
    assertThat(delivered).containsExactly("3", "4", "gap of 1 at 3: purged");
  }

  @Test
  void theSameOfOneThatThisSessionWasNotSentYet() {
    giveBackTheFirst(inbox("a"));
    delivered.clear();
    read(log.connected("a"));
    purge();
    lane.tick(LATER_MS + 1);
    assertThat(delivered).containsExactly("4", "gap of 1 at 3: purged");
  }

  @Test
  void whatALimitOfTheInboxHasTakenIsToldAsThat() {
    giveBackTheFirst(inbox("a"));
    dropFromInbox();
    lane.tick(LATER_MS + 1);
    assertThat(delivered).containsExactly("3", "4", "gap of 1 at 3: queue-events");
  }

  @Test
  void whatCameThroughARoomAsWellComesAgainAllTheSame() {
    giveBackTheFirst(inbox("a"), room("r"));
    dropFromInbox();
    lane.tick(LATER_MS + 1);
    assertThat(delivered).containsExactly("3", "4", "3");
  }

  /** It is the event at 3; the one at 4 stays with the client. */
  private void giveBackTheFirst(StreamName... targets) {
    log.appendAll(TestLog.connect("a"), TestLog.join("a", "r"), to(targets), to(targets));
    a = log.connected("a");
    read(a);
    Failure nack = new Failure(List.of(3L), LATER_MS, Failure.NACK, 1);
    Failure counted = reader.retries().failing(nack, true);
    Applied applied = log.append(new LogRecord.Failed(a.key(), counted, true));
    reader.retries().decided(nack, ((Applied.Retried) applied).retries());
  }

  private void read(ClientSnapshot client) {
    lane = log.lane();
    lane.tick(1);
    QueueReader.Limits limits = new QueueReader.Limits(10, 10_000, 10);
    reader = new QueueReader(lane, client, new Sink(), limits, 10);
    reader.pump();
  }

  private static LogRecord to(StreamName... targets) {
    return TestLog.emit("p", LogRecord.Emit.NO_SEQ, targets);
  }

  private void purge() {
    Applied applied = log.append(new LogRecord.Drop(a.key(), 0, 4, 2, GapReason.PURGED, 2));
    reader.dropped(((Applied.Dropped) applied).gap());
  }

  private void dropFromInbox() {
    Gap gap = new Gap(0, 3, 1, GapReason.QUEUE_EVENTS, 2);
    reader.dropped(new QueueGap(gap, QueueGap.Hole.INBOX));
  }

  private final class Sink implements QueueReader.Sink {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void deliver(Event event, boolean again) {
      Gap gap = event.gap();
      delivered.add(
          gap == null
              ? "" + event.offset()
              : "gap of " + gap.events() + " at " + event.offset() + ": " + gap.reason().word());
    }
  }
}
