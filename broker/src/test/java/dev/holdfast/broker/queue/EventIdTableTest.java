package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.EVENT_ID_WINDOW_MS;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventIdTableTest {
  private static final long NOW = 1_000 * EVENT_ID_WINDOW_MS;

  private TestLog log = new TestLog();

  @BeforeEach
  void twoPublishers() {
    log.appendAll(connect("p"), connect("q"));
  }

  @Test
  void aResendIsAnsweredWithTheFirstPositionAndStoredOnce() {
    assertThat(log.append(emit("p", "x", NOW))).isEqualTo(stored(3));
    assertThat(log.append(emit("p", "x", NOW + 1))).isEqualTo(resent(3));
    log = log.reopened();
    assertThat(log.append(emit("p", "x", NOW + 2))).isEqualTo(resent(3));
  }

  @Test
  void aResendInTheSameCommitIsKnown() {
    assertThat(log.appendAll(emit("p", "x", NOW), emit("p", "x", NOW)))
        .isEqualTo(List.of(stored(3), resent(3)));
  }

  @Test
  void theIdsOfOnePublisherAreNotThoseOfAnother() {
    assertThat(log.append(emit("p", "x", NOW))).isEqualTo(stored(3));
    assertThat(log.append(emit("q", "x", NOW))).isEqualTo(stored(4));
  }

  @Test
  void anIdIsKnownForAWindowAtLeastAcrossTheEndOfAGeneration() {
    long late = NOW + EVENT_ID_WINDOW_MS - 1;
    log.append(emit("p", "x", late));
    assertThat(log.append(emit("p", "x", late + EVENT_ID_WINDOW_MS))).isEqualTo(resent(3));
  }

  @Test
  void afterTwoWindowsAnIdIsForgottenAndItsRowIsGone() {
    log.append(emit("p", "x", NOW));
    assertThat(log.append(emit("p", "y", NOW + 2 * EVENT_ID_WINDOW_MS))).isEqualTo(stored(4));
    assertThat(rows()).isEqualTo(1);
    assertThat(log.append(emit("p", "x", NOW + 2 * EVENT_ID_WINDOW_MS))).isEqualTo(stored(5));
  }

  /** The generation it was stored in was not looked into. */
  @Test
  void aClockThatIsSetBackALittleDoesNotMakeAResendNew() {
    log.append(emit("p", "x", NOW));
    assertThat(log.append(emit("p", "x", NOW - 1))).isEqualTo(resent(3));
    log = log.reopened();
    assertThat(log.append(emit("p", "x", NOW - 1))).isEqualTo(resent(3));
  }

  @Test
  void aClockThatIsSetBackByFarDoesNotMakeAResendNewEither() {
    long back = NOW - 10 * EVENT_ID_WINDOW_MS;
    log.append(emit("p", "x", NOW));
    assertThat(log.append(emit("p", "x", back))).isEqualTo(resent(3));
    assertThat(log.append(emit("p", "y", back))).isEqualTo(stored(5));
    log = log.reopened();
    assertThat(log.append(emit("p", "x", back))).isEqualTo(resent(3));
    assertThat(log.append(emit("p", "y", NOW + EVENT_ID_WINDOW_MS))).isEqualTo(resent(5));
  }

  @Test
  void aVolatileEventsIdIsOnlyAName() {
    LogRecord.Emit passing =
        TestLog.emit("p", Audience.of(room("r")), EmitMarks.ofVolatile().withId("x"));
    assertThat(log.appendAll(passing, passing))
        .isEqualTo(List.of(new Applied.Passed(), new Applied.Passed()));
    assertThat(log.append(emit("p", "x", NOW))).isEqualTo(stored(5));
  }

  @Test
  void anEmitThatWasRefusedMayBeSentAgain() {
    LogRecord.Emit toNobody =
        TestLog.emit("p", Audience.of(TestLog.inbox("nobody")), EmitMarks.NONE.withId("x"));
    assertThat(log.append(toNobody)).isInstanceOf(Applied.Refused.class);
    log.append(connect("nobody"));
    assertThat(log.append(toNobody)).isEqualTo(stored(5));
  }

  private int rows() {
    int rows = 0;
    byte[] last = Keys.eventId(Long.MAX_VALUE, 0, new byte[Keys.ID_DIGEST_BYTES]);
    try (Store.Scan scan = log.store.scan(Table.EVENT_IDS, new byte[0], last)) {
      for (scan.seek(new byte[0]); scan.valid(); scan.next()) {
        rows++;
      }
    }
    return rows;
  }

  private static LogRecord.Emit emit(String publisher, String id, long timeMs) {
    return new LogRecord.Emit(
        key(publisher),
        timeMs,
        Audience.of(room("r")),
        EmitMarks.NONE.withId(id),
        Content.of(Bytes.utf8("\"x\"")));
  }

  private static Applied stored(long offset) {
    return new Applied.Stored(offset, false);
  }

  private static Applied resent(long offset) {
    return new Applied.Stored(offset, true);
  }
}
