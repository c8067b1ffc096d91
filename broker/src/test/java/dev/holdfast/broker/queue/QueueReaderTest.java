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

  private QueueReader reader(Lane lane) {
    return new QueueReader(lane, client, sink, LIMITS, 10);
  }

  private Lane lane(long tailBytes) {
    PageReader pages = new PageReader(log.store);
    PageSource source =
        (request, lane, onPage) -> {
          pagesRead++;
          onPage.accept(pages.read(request));
        };
    return new Lane(0, Runnable::run, source, 1, tailBytes);
  }

  private void emitTo(Lane lane) {
    emitTo(lane, "a");
  }

  private void emitTo(Lane lane, String client) {
    ShardLog.Appended appended =
        log.log.append(List.of(emit("p", LogRecord.Emit.NO_SEQ, TestLog.inbox(client))));
    lane.post(new Commit(appended.first(), appended.last(), appended.events()), List.of(), false);
  }

  private final class Sink implements QueueReader.Sink {
    private boolean ready = true;
    private Runnable afterDelivery = () -> {};

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void deliver(Event event, boolean again) {
      delivered.add(event.offset());
      afterDelivery.run();
    }
  }
}
