package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Resends are known by the publisher's sequence numbers (P5). */
class PublishedTableTest {
  private TestLog log = new TestLog();

  @BeforeEach
  void thePublisherIsKnown() {
    log.append(connect("p"));
  }

  @Test
  void aResendGetsTheFirstPositionInTheSameCommitAndLaterAndAfterAReopen() {
    assertThat(log.appendAll(numbered(0), numbered(1), numbered(0)))
        .containsExactly(stored(2), stored(3), resent(2));
    assertThat(log.append(numbered(1))).isEqualTo(resent(3));
    log = log.reopened();
    assertThat(log.append(numbered(0))).isEqualTo(resent(2));
    assertThat(log.append(numbered(1))).isEqualTo(resent(3));
    assertThat(log.connected("p").lastSeq()).isEqualTo(1);
  }

  /** A regression: its room may exist by now, but stored it would stand behind the later number. */
  @Test
  void aNumberRefusedBetweenOthersIsNotStoredBehindThem() {
    log.appendAll(numbered(1), emit("p", 2, inbox("nobody")), numbered(3));
    assertThat(refusal(log.append(numbered(2)))).isEqualTo(Applied.Refusal.SEQUENCE_PASSED);
    log = log.reopened();
    assertThat(refusal(log.append(numbered(2)))).isEqualTo(Applied.Refusal.SEQUENCE_PASSED);
    assertThat(log.appendAll(numbered(1), numbered(3))).containsExactly(resent(2), resent(4));
    assertThat(log.connected("p").lastSeq()).isEqualTo(3);
  }

  private static Applied.Refusal refusal(Applied applied) {
    return ((Applied.Refused) applied).refusal();
  }

  @Test
  void pruningKeepsEveryNumberOfTheWindow() {
    int last = 10_000;
    for (int seq = 0; seq <= last; seq++) {
      log.append(numbered(seq));
    }
    TestLog later = log.reopened();
    for (int seq = last - TestLog.DEDUP_WINDOW; seq <= last; seq++) {
      assertThat(later.append(numbered(seq))).isEqualTo(resent(seq + 2));
    }
    try (Store.Scan scan =
        log.store.scan(Table.PUBLISHED, Keys.two(1, 0), Keys.two(1, Long.MAX_VALUE))) {
      scan.seek(Keys.two(1, 0));
      assertThat(Keys.number(scan.key(), 1)).isGreaterThan(5_000);
    }
  }

  private static LogRecord numbered(long seq) {
    return emit("p", seq, room("r"));
  }

  private static Applied stored(long offset) {
    return new Applied.Stored(offset, false);
  }

  private static Applied resent(long offset) {
    return new Applied.Stored(offset, true);
  }
}
