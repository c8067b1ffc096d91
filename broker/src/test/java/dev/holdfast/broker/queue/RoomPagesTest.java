package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoomPagesTest {
  private static final QueueReader.Limits LIMITS = new QueueReader.Limits(100, 100_000, 10);

  private final TestLog log = new TestLog();
  private RoomPages pages;
  private Lane lane;

  @BeforeEach
  void open() {
    PageReader reader = new PageReader(log.store);
    PageSource source = (query, l, reply) -> reply.accept(query.read(reader));
    lane = new Lane(0, Runnable::run, source, 0, 10_000);
    pages = new RoomPages(lane, key("a"), LIMITS);
  }

  private static LogRecord.Emit at(long timeMs, String room) {
    return new LogRecord.Emit(
        key("p"), timeMs, Audience.of(room(room)), EmitMarks.NONE, Content.of(Bytes.utf8("\"x\"")));
  }

  private RoomPages.Page page(Place from, Place to, int limit) {
    List<RoomPages.Page> read = new ArrayList<>(1);
    pages.read(room("r"), from, to, limit, read::add);
    return read.get(0);
  }

  private List<Long> times(Place from, Place to) {
    return page(from, to, 100).events().stream().map(Event::timeMs).toList();
  }

  private static List<Long> offsets(RoomPages.Page page) {
    return page.events().stream().map(Event::offset).toList();
  }

  @Test
  void aRoomIsReadFromOnePositionToAnotherWithoutBeingJoined() {
    for (int i = 0; i < 5; i++) {
      log.appendAll(at(10, "r"), at(10, "other"));
    }
    assertThat(offsets(page(Place.after(1), Place.after(7), 100))).containsExactly(3L, 5L, 7L);
    assertThat(page(Place.after(1), Place.after(7), 100).next()).isEqualTo(RoomPages.Page.END);
  }

  @Test
  void aPageSaysWhereTheNextOneBegins() {
    log.appendAll(at(1, "r"), at(1, "r"), at(1, "r"), at(1, "r"));
    RoomPages.Page first = page(Place.EARLIEST, null, 3);
    assertThat(offsets(first)).containsExactly(1L, 2L, 3L);
    RoomPages.Page second = page(Place.after(first.next()), null, 3);
    assertThat(offsets(second)).containsExactly(4L);
    assertThat(second.next()).isEqualTo(RoomPages.Page.END);
  }

  @Test
  void aRoomNobodyEverUsedIsEmpty() {
    log.append(at(1, "other"));
    RoomPages.Page page = page(Place.EARLIEST, null, 3);
    assertThat(page).isEqualTo(new RoomPages.Page(List.of(), RoomPages.Page.END, 1));
  }

  @Test
  void timesBeginWithTheirFirstEventAndEndBeforeIt() {
    log.appendAll(at(10, "r"), at(20, "r"));
    log.appendAll(at(20, "r"), at(30, "r"));
    assertThat(times(Place.at(20), null)).containsExactly(20L, 20L, 30L);
    assertThat(times(Place.at(21), null)).containsExactly(30L);
    assertThat(times(Place.at(31), null)).isEmpty();
    assertThat(times(Place.at(0), Place.at(20))).containsExactly(10L);
    assertThat(times(Place.EARLIEST, Place.at(1_000))).hasSize(4);
  }

  @Test
  void everyTimeIsFoundAmongManyRows() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Long> all = new ArrayList<>();
    long time = 0;
    for (int i = 0; i < 300; i++) {
      List<LogRecord> group = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        time += random.nextInt(3);
        boolean ours = random.nextBoolean();
        group.add(at(time, ours ? "r" : "other"));
        if (ours) {
          all.add(time);
        }
      }
      log.log.append(group);
    }
    for (long t = 0; t <= time + 1; t++) {
      long from = t;
      assertThat(times(Place.at(t), null))
          .as("from %s, seed %s", t, seed)
          .isEqualTo(all.stream().filter(at -> at >= from).limit(100).toList());
    }
  }

  /** It finds one of the places where the time begins, and always ends. */
  @Test
  void aClockThatWasSetBackCostsNoMoreThanThePlace() {
    for (long time : new long[] {10, 20, 30, 15, 16, 40, 5, 50}) {
      log.append(at(time, "r"));
    }
    for (long t = 0; t < 60; t++) {
      List<Long> found = times(Place.at(t), null);
      assertThat(found.isEmpty() || found.get(0) >= t).as("from %s: %s", t, found).isTrue();
    }
    assertThat(times(Place.at(50), null)).containsExactly(50L);
  }

  @Test
  void whatWasRemovedIsNotThereAndThePageSaysSo() {
    log.appendAll(at(10, "r"), at(10, "other"));
    log.append(at(20, "r"));
    assertThat(page(Place.EARLIEST, null, 10).complete()).isZero();
    Store.Batch trim = log.store.batch();
    trim.delete(Table.EVENTS, Keys.two(1, 1));
    log.store.commit(trim, true);
    assertThat(page(Place.EARLIEST, null, 10).complete()).isEqualTo(2);
    assertThat(times(Place.at(10), null)).containsExactly(20L);
  }

  @Test
  void aPlaceInAStreamIsFoundByItsTime() {
    log.appendAll(at(10, "r"), at(20, "r"));
    List<Long> found = new ArrayList<>();
    pages.find(room("r"), 15, found::add);
    pages.find(room("r"), 25, found::add);
    pages.find(room("unused"), 15, found::add);
    assertThat(found).containsExactly(1L, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Test
  void whatHasExpiredOrExceptsTheClientIsLeftOut() {
    LogRecord.Emit emit = at(10, "r");
    EmitMarks marks = EmitMarks.NONE.withHandling(Handling.PLAIN.withTtl(5));
    log.append(new LogRecord.Emit(emit.client(), 10, emit.audience(), marks, emit.content()));
    log.append(emit.to(emit.audience().except(List.of("a"))));
    log.append(emit);
    lane.tick(15);
    assertThat(offsets(page(Place.EARLIEST, null, 10))).containsExactly(3L);
  }

  @Test
  void nothingIsHandedOverOnceItIsClosed() {
    pages.close();
    List<RoomPages.Page> read = new ArrayList<>();
    pages.read(room("r"), Place.EARLIEST, null, 1, read::add);
    assertThat(read).isEmpty();
  }
}
