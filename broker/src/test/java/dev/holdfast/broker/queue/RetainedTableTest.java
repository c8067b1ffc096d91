package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetainedTableTest {
  private static final QueueReader.Limits LIMITS = new QueueReader.Limits(3, 10_000, 10);

  private TestLog log = new TestLog();

  private static LogRecord.Emit kept(String body, long ttlMs, StreamName... targets) {
    Handling handling = Handling.PLAIN.withRetained(true).withTtl(ttlMs);
    EmitMarks marks = EmitMarks.NONE.withHandling(handling);
    return new LogRecord.Emit(
        key("p"), 1, Audience.of(targets), marks, Content.of(Bytes.utf8(body)));
  }

  private long keep(String body) {
    return ((Applied.Stored) log.append(kept(body, 0, room("r")))).offset();
  }

  private List<Long> shown(Past past) {
    return shown("r", past, 0);
  }

  /** What is shown to a client that joins a room at this time. */
  private List<Long> shown(String room, Past past, long nowMs) {
    log.connected("a");
    Applied.Joined joined = (Applied.Joined) log.append(join("a", room));
    PageReader reader = new PageReader(log.store);
    Lane lane =
        new Lane(
            0,
            Runnable::run,
            (query, l, reply) -> reply.accept(query.read(reader)),
            log.log.end(),
            10_000);
    lane.tick(nowMs);
    List<Long> offsets = new ArrayList<>();
    History.Range range = new History.Range(key("a"), joined.membership(), past, log.log.end());
    new History(lane, range, LIMITS, new Shown(offsets)).pump();
    return offsets;
  }

  private record Shown(List<Long> offsets) implements History.Sink {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void show(Event event) {
      offsets.add(event.offset());
    }

    @Override
    public void finished() {}
  }

  private static Past retained() {
    return new Past(Place.LATEST, Past.ALL, true);
  }

  @Test
  void theLastOfEachNameIsKeptInTheOrderInWhichTheyCame() {
    keep("\"a\",1");
    long b = keep("\"b\",1");
    long a = keep("\"a\",2");
    log.append(TestLog.emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    assertThat(shown(retained())).containsExactly(b, a);
  }

  @Test
  void manyAreShownInPages() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(keep("\"n" + (i * 7) % 8 + "\"," + i));
    }
    assertThat(shown(retained())).isEqualTo(all);
  }

  @Test
  void theyOutliveTheEventsInTheStreamAndARestart() {
    long a = keep("\"a\",1");
    Store.Batch trim = log.store.batch();
    trim.deleteRange(Table.EVENTS, new byte[0], Keys.one(-1));
    log.store.commit(trim, true);
    log = log.reopened();
    assertThat(shown(retained())).containsExactly(a);
  }

  @Test
  void anEventWithoutArgumentsRemovesWhatWasKeptOfItsName() {
    keep("\"a\",1");
    long b = keep("\"b\",1");
    keep("\"\\u0061\"");
    assertThat(shown(retained())).containsExactly(b);
  }

  @Test
  void eachRoomKeepsItsOwnAndAnInboxNone() {
    log.connected("a");
    log.append(kept("\"x\",1", 0, room("r"), room("s"), inbox("a")));
    long later = keep("\"x\",2");
    assertThat(shown(retained())).containsExactly(later);
    assertThat(shown("s", retained(), 0)).containsExactly(2L);
  }

  @Test
  void whatHasExpiredIsNotShownAndMakesRoom() {
    log = new TestLog(new MemoryStore(), new LimitedEmits(new EmitLimits(1, 1, 1)));
    log.append(kept("\"a\",1", 50, room("r")));
    assertThat(shown("r", retained(), 50)).containsExactly(1L);
    assertThat(shown("r", retained(), 51)).isEmpty();
    assertThat(refusal(kept("\"b\",1", 0, room("r")))).isEqualTo(Applied.Refusal.TOO_MANY_RETAINED);
    assertThat(log.append(kept("\"b\",1", 0, room("r")).at(51))).isInstanceOf(Applied.Stored.class);
  }

  @Test
  void aRoomKeepsNoMoreNamesThanItMayButNewValuesOfThoseItHas() {
    log = new TestLog(new MemoryStore(), new LimitedEmits(new EmitLimits(1, 2, 1)));
    keep("\"a\",1");
    keep("\"b\",1");
    assertThat(refusal(kept("\"c\",1", 0, room("r")))).isEqualTo(Applied.Refusal.TOO_MANY_RETAINED);
    keep("\"a\",2");
    keep("\"b\"");
    keep("\"c\",1");
    log = new TestLog(log.store.afterProcessCrash(), new LimitedEmits(new EmitLimits(1, 2, 1)));
    assertThat(refusal(kept("\"d\",1", 0, room("r")))).isEqualTo(Applied.Refusal.TOO_MANY_RETAINED);
  }

  private Applied.Refusal refusal(LogRecord record) {
    return ((Applied.Refused) log.append(record)).refusal();
  }

  @Test
  void whatExceptsTheClientIsNotShownToIt() {
    LogRecord.Emit emit = kept("\"a\",1", 0, room("r"));
    log.append(emit.to(emit.audience().except(List.of("a"))));
    assertThat(shown(retained())).isEmpty();
  }

  @Test
  void withHistoryBothAreShownInOneOrderAndEachOnce() {
    long old = keep("\"old\",1");
    long plain = plain();
    long a = keep("\"a\",1");
    long last = plain();
    assertThat(shown(new Past(Place.after(plain), Past.ALL, true))).containsExactly(old, a, last);
    assertThat(shown(new Past(Place.EARLIEST, 2, true))).containsExactly(old, a, last);
    assertThat(shown(new Past(Place.EARLIEST, Past.ALL, true)))
        .containsExactly(old, plain, a, last);
  }

  private long plain() {
    return ((Applied.Stored) log.append(TestLog.emit("p", LogRecord.Emit.NO_SEQ, room("r"))))
        .offset();
  }

  @Test
  void anEventThatWaitsIsKeptWhenItsTimeHasCome() {
    EmitMarks marks =
        EmitMarks.NONE.withHandling(Handling.PLAIN.withRetained(true).withDeliverAt(100));
    log.append(
        new LogRecord.Emit(
            key("p"), 1, Audience.of(room("r")), marks, Content.of(Bytes.utf8("\"a\",1"))));
    assertThat(shown(retained())).isEmpty();
    log.view.handlings().schedule().due(100).forEach(log::append);
    assertThat(shown(retained())).hasSize(1);
  }
}
