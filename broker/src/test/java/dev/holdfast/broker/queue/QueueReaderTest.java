package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.emit;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueReaderTest {
  private static final QueueReader.Limits LIMITS = new QueueReader.Limits(10, 10_000, 10);

  private final TestLog log = new TestLog();
  private final ClientSnapshot client = log.connected("a");
  private final List<Long> delivered = new ArrayList<>();
  private final Sink sink = new Sink();
  private int pagesRead;

  /**
   * A reader that had caught up and whose sink was not ready took the next commit for one that did
   * not concern it: its events were never delivered, and the cursor passed them.
   */
  @Test
  void anEventThatComesWhileTheSinkIsNotReadyIsDeliveredLater() {
    Lane lane = lane(10_000);
    QueueReader reader = reader(lane);
    reader.pump();
    sink.ready = false;
    emitTo(lane);
    assertThat(reader.handedOver()).isEqualTo(1);
    emitTo(lane);
    assertThat(reader.takeAck(false).upTo()).isEqualTo(1);
    sink.ready = true;
    reader.pump();
    assertThat(delivered).containsExactly(2L, 3L);
  }

  /** The rest of a page went to a sink whose session had ended over the first event of it. */
  @Test
  void nothingIsDeliveredAfterTheReaderWasClosedWithinAPage() {
    Lane lane = lane(0);
    emitTo(lane);
    emitTo(lane);
    QueueReader reader = reader(lane);
    sink.afterDelivery = reader::close;
    reader.pump();
    assertThat(delivered).containsExactly(2L);
  }

  /** With a full tail each acknowledgement of an idle session went through the store. */
  @Test
  void aReaderThatHasCaughtUpDoesNotLookForWhatWasNotForIt() {
    Lane lane = lane(0);
    QueueReader reader = reader(lane);
    reader.pump();
    emitTo(lane, "somebody else");
    emitTo(lane, "somebody else");
    reader.pump();
    assertThat(pagesRead).isZero();
    emitTo(lane, "a");
    assertThat(delivered).containsExactly(4L);
    assertThat(reader.handedOver()).isEqualTo(4);
  }

  @Test
  void aVolatileEventComesInItsPlaceAmongTheOthersOfItsCommit() {
    Lane lane = lane(10_000);
    reader(lane).pump();
    commit(lane, toA(), TestLog.volatileTo(TestLog.inbox("a")), toA());
    assertThat(delivered).containsExactly(2L, 3L, 4L);
  }

  @Test
  void aVolatileEventThatFoundTheSinkNotReadyNeverComes() {
    Lane lane = lane(10_000);
    QueueReader reader = reader(lane);
    reader.pump();
    sink.afterDelivery = () -> sink.ready = false;
    commit(lane, toA(), TestLog.volatileTo(TestLog.inbox("a")), toA());
    commit(lane, TestLog.volatileTo(TestLog.inbox("a")));
    sink.ready = true;
    sink.afterDelivery = () -> {};
    reader.pump();
    assertThat(delivered).containsExactly(2L, 4L);
  }

  /** What a volatile event has for a position may be another event's after a power cut (P2). */
  @Test
  void afterAPowerCutTheStoredEventThatTookAVolatileOnesPlaceIsDelivered() {
    Lane lane = lane(10_000);
    QueueReader reader = reader(lane);
    reader.pump();
    commit(lane, TestLog.volatileTo(TestLog.inbox("a")));
    assertThat(delivered).containsExactly(2L);

    TestLog restarted = new TestLog(log.store.afterPowerLoss(0));
    assertThat(restarted.append(toA())).isEqualTo(new Applied.Stored(2, false));
    Lane after =
        new Lane(
            0,
            Runnable::run,
            (query, l, onPage) -> {
              onPage.accept(query.read(new PageReader(restarted.store)));
            },
            2,
            10_000);
    delivered.clear();
    QueueReader next = new QueueReader(after, client, sink, LIMITS, 10);
    next.pump();
    assertThat(delivered).containsExactly(2L);
  }

  /**
   * A place in the window was kept for a gap that the session was not to be told: it was neither at
   * the end nor full, and who recovered was not answered before the next event came.
   */
  @Test
  void whoIsNotToldOfGapsHearsOfAFullWindowWithExpiredEventsInIt() {
    Lane lane = lane(10_000);
    lane.tick(100);
    QueueReader reader = new QueueReader(lane, client, sink, LIMITS, 3);
    sink.takesGaps = false;
    sink.ready = false;
    commit(lane, toA(), toA(), expiringToA(), toA());
    assertThat(sink.paused).isZero();
    sink.ready = true;
    reader.pump();
    assertThat(delivered).containsExactly(2L, 3L, 5L);
    assertThat(sink.paused).isEqualTo(1);
  }

  private static LogRecord expiringToA() {
    EmitMarks marks = EmitMarks.NONE.withHandling(Handling.PLAIN.withTtl(1));
    return emit("p", Audience.of(TestLog.inbox("a")), marks);
  }

  private static LogRecord toA() {
    return emit("p", LogRecord.Emit.NO_SEQ, TestLog.inbox("a"));
  }

  private QueueReader reader(Lane lane) {
    return new QueueReader(lane, client, sink, LIMITS, 10);
  }

  private Lane lane(long tailBytes) {
    PageReader pages = new PageReader(log.store);
    PageSource source =
        (query, lane, onPage) -> {
          pagesRead++;
          onPage.accept(query.read(pages));
        };
    return new Lane(0, Runnable::run, source, 1, tailBytes);
  }

  private void emitTo(Lane lane) {
    emitTo(lane, "a");
  }

  private void emitTo(Lane lane, String client) {
    commit(lane, emit("p", LogRecord.Emit.NO_SEQ, TestLog.inbox(client)));
  }

  private void commit(Lane lane, LogRecord... records) {
    ShardLog.Appended appended = log.log.append(List.of(records));
    lane.post(new Commit(appended.first(), appended.last(), appended.events()), List.of(), false);
  }

  private final class Sink implements QueueReader.Sink {
    private boolean ready = true;
    private boolean takesGaps = true;
    private int paused;
    private Runnable afterDelivery = () -> {};

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public boolean takesGaps() {
      return takesGaps;
    }

    @Override
    public void paused() {
      paused++;
    }

    @Override
    public void deliver(Event event, boolean again) {
      delivered.add(event.offset());
      afterDelivery.run();
    }
  }
}
