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

import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {
  private static final long NO_SEQ = LogRecord.Emit.NO_SEQ;

  private final TestLog log = new TestLog();

  @Test
  void aMemberGetsWhatIsEmittedBetweenItsJoinAndItsLeaveAlsoAfterItComesBack() {
    log.appendAll(connect("a"), emit("p", NO_SEQ, room("r")), join("a", "r"));
    log.appendAll(emit("p", NO_SEQ, room("r")), leave("a", "r"), emit("p", NO_SEQ, room("r")));
    log.appendAll(join("a", "r"), emit("p", NO_SEQ, room("r")));
    assertThat(log.queue(log.connected("a"), 100)).containsExactly(4L, 8L);
    TestLog later = log.reopened();
    assertThat(later.queue(later.connected("a"), 100)).containsExactly(4L, 8L);
  }

  @Test
  void aSecondJoinAnswersWithTheFirstAndChangesNothing() {
    log.append(connect("a"));
    Applied first = log.append(join("a", "r"));
    assertThat(log.append(join("a", "r"))).isEqualTo(first);
  }

  @Test
  void aNewClientStartsAtTheEarliestAPositionOrTheLatest() {
    StreamName everyone = StreamName.everyone("/");
    log.appendAll(emit("p", NO_SEQ, everyone), emit("p", NO_SEQ, everyone));
    assertThat(log.queue(connectedFrom("earliest", 0), 9)).containsExactly(1L, 2L);
    assertThat(log.queue(connectedFrom("position", 1), 9)).containsExactly(2L);
    assertThat(log.queue(connectedFrom("latest", LogRecord.Connect.LATEST), 9)).isEmpty();
    ClientSnapshot beyond = connectedFrom("beyond the end", 1_000);
    log.append(emit("p", NO_SEQ, everyone));
    assertThat(log.queue(beyond, 9)).containsExactly(7L);
  }

  @Test
  void aDeclaredClientHasAQueueBeforeItConnectsAndKeepsItWhenDeclaredAgain() {
    log.append(new LogRecord.Declare(key("backend")));
    log.append(emit("p", NO_SEQ, inbox("backend")));
    log.append(new LogRecord.Declare(key("backend")));
    log.append(emit("p", NO_SEQ, inbox("backend")));
    TestLog later = log.reopened();
    assertThat(later.queue(later.connected("backend"), 9)).containsExactly(2L, 4L);
  }

  /** What was emitted to a client whose end came with the same commit would be nobody's. */
  @Test
  void anInboxLeavesNothingWhenItsClientGoes() {
    log.append(connect("a", LogRecord.Connect.LATEST, Lifetime.SESSION));
    log.append(connect("b", LogRecord.Connect.LATEST, Lifetime.SESSION));
    Content large = Content.of(Bytes.of(new byte[70_000]));
    LogRecord.Emit toB =
        new LogRecord.Emit(key("p"), 1, Audience.of(inbox("b")), EmitMarks.NONE, large);
    log.appendAll(
        emit("p", NO_SEQ, inbox("a")),
        toB,
        toB,
        new LogRecord.Forget(key("a")),
        new LogRecord.Forget(key("b")));
    assertThat(log.store.rows(Table.EVENTS)).isZero();
    assertThat(StoreChecks.run(log.store, words -> {})).isEmpty();
  }

  private ClientSnapshot connectedFrom(String client, long from) {
    Applied applied = log.append(connect(client, from, Lifetime.DURABLE));
    return ((Applied.Connected) applied).client();
  }

  /** Its session says from time to time how far it has come, and so they do not collect. */
  @Test
  void ofAnAnonymousClientEndedMembershipsGoToo() {
    log.append(connect("~a", LogRecord.Connect.LATEST, Lifetime.SESSION));
    for (int i = 0; i < 100; i++) {
      log.appendAll(join("~a", "r"), leave("~a", "r"));
    }
    log.append(ack("~a", log.log.end(), false));
    log.append(join("~a", "r"));
    assertThat(log.connected("~a").memberships()).hasSize(3);
    assertThat(log.reopened().connected("~a").memberships()).hasSize(3);
  }

  @Test
  void anEndedMembershipIsDroppedOnceItsEventsAreAcknowledged() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")), leave("a", "r"));
    log.append(ack("a", 2, true));
    assertThat(log.connected("a").memberships()).hasSize(3);
    log.append(ack("a", 3, true));
    assertThat(log.connected("a").memberships()).as("a gap may stand where it ended").hasSize(3);
    log.append(ack("a", 4, true));
    assertThat(log.connected("a").memberships()).hasSize(2);
    assertThat(log.reopened().connected("a").memberships()).hasSize(2);
  }

  @Test
  void recordsOfOrForAnUnknownClientAreRefusedAndStoreNothing() {
    for (LogRecord record :
        List.of(
            join("a", "r"),
            leave("a", "r"),
            ack("a", 1, true),
            emit("a", 1, room("r")),
            emit("p", NO_SEQ, inbox("a")))) {
      assertThat(log.append(record)).isInstanceOf(Applied.Refused.class);
    }
    assertThat(log.log.append(List.of(emit("p", NO_SEQ, inbox("a")))).events()).isEmpty();
  }

  @Test
  void aForgottenClientStartsAnew() {
    log.appendAll(connect("a"), join("a", "r"), emit("p", NO_SEQ, room("r")));
    log.append(new LogRecord.Forget(key("a")));
    ClientSnapshot again = log.connected("a");
    assertThat(again.created()).isTrue();
    assertThat(again.memberships()).hasSize(2);
    assertThat(log.queue(again, 9)).isEmpty();
  }

  /**
   * Within one commit the store still has the rows of the client forgotten: it was found again by
   * the next record, and a session got a queue that the commit had just removed.
   */
  @Test
  void aClientForgottenInTheSameCommitIsNotFoundAgain() {
    log.append(connect("a"));
    log.append(join("a", "r"));
    TestLog other = log.reopened();
    List<Applied> applied =
        other.appendAll(
            new LogRecord.Forget(key("a")), emit("p", NO_SEQ, inbox("a")), connect("a"));
    assertThat(applied.get(1)).isInstanceOf(Applied.Refused.class);
    assertThat(((Applied.Connected) applied.get(2)).client().created()).isTrue();
    assertThat(other.reopened().connected("a").created()).isFalse();
  }

  @Test
  void anonymousClientsThatACrashLeftBehindAreListed() {
    log.append(connect("~1", LogRecord.Connect.LATEST, Lifetime.SESSION));
    log.append(connect("a"));
    assertThat(log.reopened().view.connections().anonymousClients()).containsExactly(key("~1"));
  }
}
