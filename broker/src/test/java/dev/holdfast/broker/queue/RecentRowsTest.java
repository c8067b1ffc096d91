package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentRowsTest {
  private final TestLog log = new TestLog();

  @Test
  void membersOfARoomThatReadItAreHandedTheSameEvents() {
    log.appendAll(connect("a"), join("a", "r"), connect("b"), join("b", "r"));
    log.appendAll(emit(10), emit(10));
    PageReader reader = new PageReader(log.store);
    List<Event> ofOne = reader.read(request("a")).events();
    List<Event> ofTheOther = reader.read(request("b")).events();
    assertThat(ofOne).hasSize(2);
    for (int i = 0; i < ofOne.size(); i++) {
      assertThat(ofTheOther.get(i)).isSameAs(ofOne.get(i));
    }
  }

  @Test
  void theyTakeNoMoreThanTheirBoundAndWhatWasUsedLastIsKept() {
    log.appendAll(connect("a"), join("a", "r"));
    for (int i = 0; i < 100; i++) {
      log.append(emit(1_000));
    }
    RecentRows rows = new RecentRows(30_000);
    List<Event> firstRead = read(rows, 3);
    for (long offset = 4; offset <= 102; offset++) {
      assertThat(read(rows, 3)).isSameAs(firstRead);
      assertThat(read(rows, offset)).hasSize(1);
      assertThat(rows.bytes()).isBetween(1_000L, 30_000L);
    }
  }

  @Test
  void aRowTooLargeForThemIsReadAndNotKept() {
    log.appendAll(connect("a"), join("a", "r"));
    log.append(emit(20_000));
    RecentRows rows = new RecentRows(30_000);
    assertThat(read(rows, 3)).hasSize(1);
    assertThat(rows.bytes()).isZero();
  }

  @Test
  void aGapInThePlaceOfEventsThatHaveExpiredIsReadThoughTheyWereBefore() {
    log.appendAll(connect("a"), join("a", "r"), emit(10).withTtl(5), emit(10).withTtl(5));
    RecentRows rows = new RecentRows(30_000);
    List<Event> events = read(rows, 4);
    assertThat(events).hasSize(2).doesNotContainNull();
    assertThat(read(rows, 4)).isSameAs(events);
    Gap gap = new Gap(2, 4, 2, GapReason.EXPIRED, 9);
    Store.Batch batch = log.store.batch();
    byte[] row = RowWriter.gap(gap, StreamCount.NONE);
    batch.put(Table.EVENTS, Keys.two(membership().stream(), 4), row);
    log.store.commit(batch, true);
    assertThat(read(rows, 4)).extracting(Event::gap).containsExactly(gap);
  }

  private List<Event> read(RecentRows rows, long firstOffset) {
    Membership room = membership();
    try (Store.Scan scan = log.store.scan(Table.EVENTS, new byte[0], Keys.one(-1))) {
      scan.seek(Keys.two(room.stream(), firstOffset));
      return rows.read(room, firstOffset, scan);
    }
  }

  private Membership membership() {
    return log.connected("a").memberships().stream()
        .filter(membership -> membership.name().equals(room("r")))
        .findFirst()
        .orElseThrow();
  }

  private PageRequest request(String client) {
    return new PageRequest(
        client, log.connected(client).memberships(), 0, log.log.end(), 10, 1_000_000);
  }

  private static LogRecord.Emit emit(int bytes) {
    return new LogRecord.Emit(
        TestLog.key("p"),
        1,
        Audience.of(room("r")),
        EmitMarks.NONE,
        Content.of(Bytes.of(new byte[bytes])));
  }
}
