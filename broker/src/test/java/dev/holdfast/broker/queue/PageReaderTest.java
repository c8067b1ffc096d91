package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.leave;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageReaderTest {
  private static final long NO_SEQ = LogRecord.Emit.NO_SEQ;

  private final TestLog log = new TestLog();

  @BeforeEach
  void aMemberOfTwoRooms() {
    log.appendAll(connect("a"), join("a", "r"), join("a", "s"));
  }

  @Test
  void mergesStreamsInTheOrderOfTheLogWhateverThePageSize() {
    log.appendAll(to(room("s")), to(room("r")), to(inbox("a")), to(room("s")));
    log.appendAll(to(room("r")), to(room("other")), to(StreamName.everyone("/")));
    for (int pageEvents = 1; pageEvents <= 8; pageEvents++) {
      assertThat(log.queue(log.connected("a"), pageEvents))
          .containsExactly(4L, 5L, 6L, 7L, 8L, 10L);
    }
  }

  @Test
  void anEventInSeveralOfItsStreamsIsReadOnce() {
    log.append(to(room("r"), room("s"), inbox("a")));
    ClientSnapshot client = log.connected("a");
    assertThat(log.queue(client, 1)).containsExactly(4L);
    assertThat(log.page(client, 0, 1).events().get(0).streams()).hasSize(3);
  }

  @Test
  void anEventThatExceptsTheClientIsPassedOver() {
    log.append(emit("p", NO_SEQ, List.of("a"), room("r")));
    log.append(to(room("r")));
    assertThat(log.queue(log.connected("a"), 1)).containsExactly(5L);
  }

  @Test
  void aMemberOfARoomLeftOutIsPassedOverForAsLongAsItIsOne() {
    Audience butSouth = Audience.of(room("r")).exceptRooms(List.of("south", "empty"));
    LogRecord event = emit("p", butSouth, EmitMarks.NONE);
    log.appendAll(event, join("a", "south"), event, leave("a", "south"), event);
    assertThat(log.queue(log.connected("a"), 1)).containsExactly(4L, 8L);
    TestLog later = log.reopened();
    assertThat(later.queue(later.connected("a"), 1)).containsExactly(4L, 8L);
  }

  /** Once its last event is acknowledged an ended membership is gone; what follows is not its. */
  @Test
  void aMembershipThatWasDroppedLeavesNobodyOut() {
    Audience butSouth = Audience.of(room("r")).exceptRooms(List.of("south"));
    LogRecord event = emit("p", butSouth, EmitMarks.NONE);
    log.appendAll(join("a", "south"), event, leave("a", "south"));
    log.append(TestLog.ack("a", 6, true));
    log.append(event);
    assertThat(log.connected("a").memberships()).hasSize(4);
    assertThat(log.queue(log.connected("a"), 1)).containsExactly(8L);
  }

  @Test
  void aFullPageSaysHowFarItReached() {
    log.appendAll(to(room("r")), to(room("s")), to(room("r")));
    ClientSnapshot client = log.connected("a");
    PageRequest.Page page = log.page(client, 3, 2);
    assertThat(page.scannedTo()).isEqualTo(5);
    assertThat(log.page(client, 5, 2).scannedTo()).isEqualTo(log.log.end());
  }

  @Test
  void beginsInTheMiddleOfARow() {
    log.appendAll(to(room("r")), to(room("r")), to(room("r")));
    PageRequest.Page page = log.page(log.connected("a"), 4, 9);
    assertThat(page.events()).extracting(Event::offset).containsExactly(5L, 6L);
  }

  @Test
  void readsOnlyTheStretchesOfMembership() {
    log.appendAll(to(room("r")), leave("a", "r"), to(room("r")), join("a", "r"), to(room("r")));
    assertThat(log.queue(log.connected("a"), 1)).containsExactly(4L, 8L);
  }

  @Test
  void aCommitOfOneStreamMaySpanSeveralRows() {
    LogRecord[] large = new LogRecord[5];
    for (int i = 0; i < large.length; i++) {
      large[i] =
          new LogRecord.Emit(
              TestLog.key("p"),
              1,
              Audience.of(room("r")),
              EmitMarks.NONE,
              Content.of(Bytes.of(new byte[40_000])));
    }
    log.appendAll(large);
    assertThat(log.queue(log.connected("a"), 2)).containsExactly(4L, 5L, 6L, 7L, 8L);
  }

  @Test
  void anEventLargerThanThePageIsStillRead() {
    log.appendAll(to(room("r")), to(room("s")));
    ClientSnapshot client = log.connected("a");
    PageRequest request = new PageRequest("a", client.memberships(), 0, log.log.end(), 10, 1);
    PageRequest.Page page = new PageReader(log.store).read(request);
    assertThat(page.events()).extracting(Event::offset).containsExactly(4L);
    assertThat(page.scannedTo()).isEqualTo(4);
  }

  private static LogRecord to(StreamName... targets) {
    return emit("p", NO_SEQ, targets);
  }
}
