package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final QueueReader.Limits LIMITS = new QueueReader.Limits(3, 10_000, 10);

  private final TestLog log = new TestLog();
  private final Shown shown = new Shown();
  private final List<Runnable> delayedPages = new ArrayList<>();

  @Test
  void showsWhatTheRoomHeldFromThePositionOnInPages() {
    emitEach(8);
    history(2, 7, Past.ALL).pump();
    assertThat(shown.offsets).containsExactly(3L, 4L, 5L, 6L, 7L);
    assertThat(shown.finished).isEqualTo(1);
  }

  @Test
  void showsTheNewestInTheirOrderWhenItIsToldHowMany() {
    emitEach(8);
    history(0, 7, 3).pump();
    assertThat(shown.offsets).containsExactly(5L, 6L, 7L);
    history(6, 7, 3).pump();
    assertThat(shown.offsets).containsExactly(5L, 6L, 7L, 7L);
  }

  @Test
  void theNewestMayStandInOneRowWithOlderOnes() {
    log.appendAll(to("r"), to("other"), to("r"), to("r"));
    log.appendAll(to("other"), to("r"), to("r"));
    history(0, log.log.end(), 3).pump();
    assertThat(shown.offsets).containsExactly(4L, 6L, 7L);
    shown.offsets.clear();
    history(0, 5, 10).pump();
    assertThat(shown.offsets).containsExactly(1L, 3L, 4L);
  }

  @Test
  void passesOverWhatExceptsTheClient() {
    log.append(emit("p", LogRecord.Emit.NO_SEQ, List.of("a"), room("r")));
    log.append(to("r"));
    history(0, 2, 2).pump();
    history(0, 2, Past.ALL).pump();
    assertThat(shown.offsets).containsExactly(2L, 2L);
  }

  @Test
  void waitsForASinkThatIsNotReady() {
    emitEach(6);
    shown.readyFor = 3;
    History history = history(0, 6, Past.ALL);
    history.pump();
    assertThat(shown.offsets).hasSize(3);
    assertThat(shown.finished).isZero();
    shown.readyFor = Integer.MAX_VALUE;
    history.pump();
    assertThat(shown.offsets).hasSize(6);
    assertThat(shown.finished).isEqualTo(1);
    history.pump();
    assertThat(shown.finished).isEqualTo(1);
  }

  @Test
  void nothingIsShownOnceItIsClosed() {
    emitEach(2);
    History history = history(0, 2, Past.ALL, delayedPages::add);
    history.pump();
    history.close();
    delayedPages.forEach(Runnable::run);
    assertThat(shown.offsets).isEmpty();
    assertThat(shown.finished).isZero();
  }

  /**
   * What the room held comes first, then what came since, each once: the reader is held meanwhile.
   */
  @Test
  void aReaderThatIsHeldHandsOverNothingUntilItIsReleased() {
    ClientSnapshot client = log.connected("a");
    List<Long> delivered = new ArrayList<>();
    Lane lane = lane(log.log.end(), Runnable::run);
    QueueReader reader = new QueueReader(lane, client, new Queue(delivered), LIMITS, 10);
    reader.pump();
    reader.hold();
    Applied.Joined joined = (Applied.Joined) post(lane, join("a", "r")).get(0);
    reader.joined(joined.membership());
    post(lane, to("r"));
    post(lane, to("r"));
    assertThat(delivered).isEmpty();
    assertThat(reader.handedOver()).isLessThanOrEqualTo(joined.offset());
    reader.release();
    assertThat(delivered).containsExactly(3L, 4L);
  }

  private List<Applied> post(Lane lane, LogRecord record) {
    ShardLog.Appended appended = log.log.append(List.of(record));
    lane.post(new Commit(appended.first(), appended.last(), appended.events()), List.of(), false);
    return appended.applied();
  }

  private void emitEach(int count) {
    for (int i = 0; i < count; i++) {
      log.append(to("r"));
    }
  }

  private static LogRecord to(String room) {
    return emit("p", LogRecord.Emit.NO_SEQ, room(room));
  }

  private History history(long after, long upTo, int last) {
    return history(after, upTo, last, Runnable::run);
  }

  private History history(long after, long upTo, int last, Executor pages) {
    long joined = ((Applied.Joined) log.append(join(member(), "r"))).offset();
    Membership room = log.connected("a").memberships().get(2);
    assertThat(room.joined()).isEqualTo(joined);
    History.Range range =
        new History.Range(key("a"), room, new Past(Place.after(after), last, false), upTo);
    return new History(lane(log.log.end(), pages), range, LIMITS, shown);
  }

  private String member() {
    log.connected("a");
    return "a";
  }

  private Lane lane(long end, Executor pages) {
    PageReader reader = new PageReader(log.store);
    PageSource source =
        (query, lane, reply) -> pages.execute(() -> reply.accept(query.read(reader)));
    return new Lane(0, Runnable::run, source, end, 10_000);
  }

  private static final class Shown implements History.Sink {
    private final List<Long> offsets = new ArrayList<>();
    private int readyFor = Integer.MAX_VALUE;
    private int finished;

    @Override
    public boolean ready() {
      return offsets.size() < readyFor;
    }

    @Override
    public void show(Event event) {
      offsets.add(event.offset());
    }

    @Override
    public void finished() {
      finished++;
    }
  }

  private record Queue(List<Long> delivered) implements QueueReader.Sink {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void deliver(Event event, boolean again) {
      delivered.add(event.offset());
    }
  }
}
