package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.join;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions that outlive their connection: what their sid and their pid are good for, how long. */
class ConnectionsTest {
  private static final long NO_SEQ = LogRecord.Emit.NO_SEQ;
  private static final String SID = "abcdefghij0123456789";
  private static final String OTHER_SID = "ABCDEFGHIJ0123456789";
  private static final SessionIdentity SESSION =
      SessionIdentity.recoverable(SID, "secret-0123456789abcd");
  private static final SessionIdentity OTHER =
      SessionIdentity.recoverable(OTHER_SID, "secret-0123456789ABCD");

  private TestLog log = new TestLog();

  @Test
  void anAnonymousClientThatPresentsItsPidGoesOnAsTheSameSessionWithItsRooms() {
    log.appendAll(recoverable(), join("~" + SID, "r"), disconnect("~" + SID));
    log.append(emit("p", NO_SEQ, room("r")));
    log = log.reopened();
    ClientSnapshot again = connected(recovering("~" + SID, Lifetime.RECOVERABLE, SESSION.pid()));
    assertThat(again.recovered()).isTrue();
    assertThat(again.session()).isEqualTo(SESSION);
    assertThat(log.queue(again, 9)).containsExactly(4L);
  }

  @Test
  void whoeverKnowsTheSidAloneRecoversNothing() {
    log.append(recoverable());
    String guessed = SID + ".secret-0123456789abcX";
    LogRecord.Connect guess = recovering("~" + SID, Lifetime.RECOVERABLE, guessed);
    assertThat(log.view.connections().canRecover(guess)).isFalse();
    assertThat(refusal(guess)).isEqualTo(Applied.Refusal.UNKNOWN_PID);
  }

  @Test
  void anUnknownPidOfAnAnonymousClientIsRefusedAndCreatesNobody() {
    LogRecord.Connect unknown = recovering("~" + SID, Lifetime.RECOVERABLE, SESSION.pid());
    assertThat(refusal(unknown)).isEqualTo(Applied.Refusal.UNKNOWN_PID);
    assertThat(log.view.connections().sessions()).isEmpty();
    assertThat(log.append(join("~" + SID, "r"))).isInstanceOf(Applied.Refused.class);
  }

  @Test
  void aNamedClientThatPresentsAnotherPidIsConnectedAsANewSession() {
    log.append(new LogRecord.Connect(key("a"), 0, Lifetime.DURABLE, SESSION, null));
    ClientSnapshot again = connected(recovering("a", Lifetime.DURABLE, OTHER.pid()));
    assertThat(again.recovered()).isFalse();
    assertThat(again.created()).isFalse();
    assertThat(again.session()).isEqualTo(OTHER);
    assertThat(refusal(emit("p", NO_SEQ, session(SID))))
        .as("the sid of the session before")
        .isEqualTo(Applied.Refusal.UNKNOWN_SESSION);
  }

  @Test
  void aSidReachesTheSessionsClientWhileTheSessionLastsOrCanBeRecovered() {
    log.append(new LogRecord.Connect(key("a"), 0, Lifetime.DURABLE, SESSION, null));
    assertThat(log.append(emit("p", NO_SEQ, session(SID)))).isInstanceOf(Applied.Stored.class);
    log.append(disconnect("a"));
    log = log.reopened();
    assertThat(log.append(emit("p", NO_SEQ, session(SID)))).isInstanceOf(Applied.Stored.class);
    log.append(new LogRecord.EndSession(key("a"), 1));
    assertThat(refusal(emit("p", NO_SEQ, session(SID)))).isEqualTo(Applied.Refusal.UNKNOWN_SESSION);
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(2L, 4L);
  }

  /** In one commit the store does not show yet what the records before have changed. */
  @Test
  void aSidMeansWhatTheRecordBeforeMadeOfItWithinOneCommitToo() {
    List<Applied> applied =
        log.appendAll(
            new LogRecord.Connect(key("a"), 0, Lifetime.DURABLE, SESSION, null),
            emit("p", NO_SEQ, session(SID)),
            new LogRecord.EndSession(key("a"), 1),
            emit("p", NO_SEQ, session(SID)));
    assertThat(applied.get(1)).isInstanceOf(Applied.Stored.class);
    assertThat(applied.get(3)).isInstanceOf(Applied.Refused.class);
  }

  @Test
  void theRoomNamedByASidIsTheSessionsOwnAndOthersMayJoinIt() {
    ClientSnapshot owner = connected(connect("~" + SID, 0, Lifetime.SESSION));
    log.append(emit("p", NO_SEQ, room(SID)));
    log.append(connect("b"));
    log.append(join("b", SID));
    log.append(emit("p", NO_SEQ, room(SID)));
    assertThat(log.queue(owner, 9)).containsExactly(2L, 5L);
    assertThat(log.queue(log.connected("b"), 9)).containsExactly(5L);
    Event stored = log.page(owner, 0, 9).events().get(0);
    assertThat(stored.targets()).containsExactly(inbox("~" + SID));
  }

  @Test
  void aRoomThatOnlyLooksLikeASidIsARoom() {
    log.appendAll(connect("a"), join("a", OTHER_SID), emit("p", NO_SEQ, room(OTHER_SID)));
    assertThat(log.queue(log.connected("a"), 9)).containsExactly(3L);
  }

  @Test
  void nothingIsLeftOfAForgottenSession() {
    log.append(recoverable());
    log.append(join("~" + SID, "r"));
    log.append(emit("p", NO_SEQ, session(SID)));
    log = log.reopened();
    log.append(new LogRecord.Forget(key("~" + SID)));
    assertThat(log.view.connections().sessions()).isEmpty();
    for (Table table : List.of(Table.CLIENTS, Table.MEMBERS, Table.EVENTS, Table.SESSIONS)) {
      assertThat(log.store.rows(table)).as("rows of " + table).isZero();
    }
  }

  @Test
  void anAnonymousClientThatCannotRecoverCostsNoSessionRowAndNoSync() {
    LogRecord.Connect connect = connect("~" + SID, 0, Lifetime.SESSION);
    log.append(connect);
    assertThat(log.store.rows(Table.SESSIONS)).isZero();
    assertThat(connect.synced()).isFalse();
  }

  @Test
  void sessionsThatACrashEndedAreToldOnceAndInTheCommitThatEndsThem() {
    log.append(recoverable());
    log.append(new LogRecord.Connect(key("a"), 0, Lifetime.DURABLE, OTHER, null));
    log.append(connect("~shortlived", 0, Lifetime.SESSION));
    log.append(connect("away"));
    log.append(new LogRecord.EndSession(key("away"), 1));
    assertThat(recovered())
        .containsExactlyInAnyOrder(
            new EndedSession(key("~" + SID), SID),
            new EndedSession(key("a"), OTHER_SID),
            new EndedSession(key("~shortlived"), "shortlived"));
    assertThat(recovered()).isEmpty();
    assertThat(log.queue(log.connected("away"), 9)).as("one farewell for each").hasSize(3);
  }

  /** Opens the store again as a broker does: one farewell to everyone for each session. */
  private List<EndedSession> recovered() {
    log = log.reopened();
    List<EndedSession> told = new ArrayList<>();
    new Shard(log.log, log.view, List.of(), TestLog.RECOVERY, TestLog.neverSweeps())
        .recover(
            1,
            left -> {
              told.addAll(left);
              StreamName everyone = StreamName.everyone("/");
              return left.stream().map(s -> (LogRecord) emit("p", NO_SEQ, everyone)).toList();
            });
    log = log.reopened();
    return told;
  }

  private static LogRecord.Connect recoverable() {
    return new LogRecord.Connect(key("~" + SID), 0, Lifetime.RECOVERABLE, SESSION, null);
  }

  private static LogRecord.Connect recovering(String client, Lifetime lifetime, String pid) {
    return new LogRecord.Connect(key(client), 0, lifetime, OTHER, pid);
  }

  private static LogRecord disconnect(String client) {
    return new LogRecord.Disconnect(key(client), 1);
  }

  private static StreamName session(String sid) {
    return StreamName.session("/", sid);
  }

  private ClientSnapshot connected(LogRecord.Connect connect) {
    return ((Applied.Connected) log.append(connect)).client();
  }

  private Applied.Refusal refusal(LogRecord record) {
    return ((Applied.Refused) log.append(record)).refusal();
  }
}
