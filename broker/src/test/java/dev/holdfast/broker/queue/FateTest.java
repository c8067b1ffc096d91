package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.ack;
import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.leave;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an operator is told of an event that a client has lost with a room. */
class FateTest {
  private static final long NO_SEQ = LogRecord.Emit.NO_SEQ;
  private static final long BANISHED_MS = 9;

  private final TestLog log = new TestLog();
  private final Traces traces = new Traces(log.store);

  FateTest() {
    log.appendAll(connect("a"), connect("b"), join("a", "r"), join("b", "r"));
  }

  @Test
  void eventIsLostWithTheRoom() throws Exception {
    long offset = stored(room("r"));
    banish("r");

    assertThat(fate(offset, "a"))
        .isEqualTo(new Fate(key("a"), Fate.State.GAP, 0, "not-permitted", BANISHED_MS));
    assertThat(fate(offset, "b").state()).isEqualTo(Fate.State.WAITING);
    assertThat(fates(offset)).containsExactly("a gap", "b waiting");
  }

  @Test
  void eventThatIsTheClientsInAnotherWayTooWaits() throws Exception {
    long offset = stored(room("r"), inbox("a"));
    banish("r");

    assertThat(fate(offset, "a").state()).isEqualTo(Fate.State.WAITING);
  }

  @Test
  void eventThatWasAcknowledgedBeforeIsNotLost() throws Exception {
    long offset = stored(room("r"));
    log.append(ack("a", offset, false));
    stored(room("r"));
    banish("r");

    assertThat(fate(offset, "a").state()).isEqualTo(Fate.State.ACKNOWLEDGED);
  }

  @Test
  void eventAfterThatIsNotForTheClient() throws Exception {
    stored(room("r"));
    banish("r");
    long offset = stored(room("r"));

    assertThat(fate(offset, "a").state()).isEqualTo(Fate.State.NOT_FOR_IT);
  }

  @Test
  void roomThatWasLeftBeforeIsLostToo() throws Exception {
    long offset = stored(room("r"));
    log.append(leave("a", "r"));
    banish("r");

    assertThat(fate(offset, "a").reason()).isEqualTo("not-permitted");
  }

  @Test
  void eventThatLeftTheRoomsMembersOutIsNotForTheClientStill() throws Exception {
    Audience others = Audience.of(room("r"), room("s")).exceptRooms(List.of("s"));
    log.append(join("a", "s"));
    long offset = ((Applied.Stored) log.append(emit("p", others, EmitMarks.NONE))).offset();
    banish("r");

    assertThat(fate(offset, "a").state()).isEqualTo(Fate.State.NOT_FOR_IT);
  }

  private long stored(StreamName... targets) {
    return ((Applied.Stored) log.append(emit("p", NO_SEQ, targets))).offset();
  }

  private void banish(String room) {
    log.append(new LogRecord.Banish(key("a"), room, BANISHED_MS));
  }

  private Fate fate(long offset, String client) throws InterruptedException {
    return Objects.requireNonNull(traces.fate(found(offset), key(client), BANISHED_MS));
  }

  private List<String> fates(long offset) throws InterruptedException {
    List<String> fates = new ArrayList<>();
    traces.fates(
        found(offset),
        BANISHED_MS,
        fate -> fates.add(fate.client().clientId() + " " + fate.state().word()),
        words -> {});
    return fates;
  }

  private Traces.Found found(long offset) throws InterruptedException {
    return Objects.requireNonNull(traces.find(offset, words -> {}));
  }
}
