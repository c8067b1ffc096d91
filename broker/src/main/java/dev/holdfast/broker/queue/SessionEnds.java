package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Decides what becomes of clients whose sessions have ended, and makes the records that say so:
 * those that may recover their session wait, for so long and so many; of the others nobody knows
 * any more, or only their queue. Owned by the shard writer.
 */
final class SessionEnds {
  private final Expiries expiries;

  SessionEnds(RecoverySettings recovery) {
    this.expiries = new Expiries(recovery);
  }

  /**
   * Of the sessions that a crash left live; those that can be recovered wait for their clients from
   * now on.
   *
   * @param wallMs milliseconds since 1970
   * @param farewells makes records of these sessions, which come before their end
   */
  List<LogRecord> afterCrash(
      Connections connections,
      long wallMs,
      Function<List<EndedSession>, List<LogRecord>> farewells) {
    List<EndedSession> left = new ArrayList<>();
    List<LogRecord> ends = new ArrayList<>();
    for (ClientKey client : connections.anonymousClients()) {
      left.add(new EndedSession(client, client.anonymousSid()));
      ends.add(new LogRecord.Forget(client));
    }
    for (SessionTable.Row session : connections.sessions()) {
      if (session.live()) {
        left.add(new EndedSession(session.client(), session.sid()));
        ends.add(
            session.recoverable()
                ? new LogRecord.Disconnect(session.client(), wallMs)
                : over(session.client(), wallMs));
      }
      if (session.recoverable()) {
        gone(session.client(), wallMs, ends::add);
      }
    }
    List<LogRecord> records = new ArrayList<>(farewells.apply(List.copyOf(left)));
    records.addAll(ends);
    return records;
  }

  /**
   * A session has ended.
   *
   * @param connect what it had connected with
   * @param forGood true when it is not to be recovered
   */
  void ended(LogRecord.Connect connect, boolean forGood, long wallMs, Consumer<LogRecord> records) {
    if (connect.session().isRecoverable() && !forGood) {
      records.accept(new LogRecord.Disconnect(connect.client(), wallMs));
      gone(connect.client(), wallMs, records);
    } else {
      records.accept(over(connect.client(), wallMs));
    }
  }

  /** A client is away and may recover its session; too many of them, and the first is given up. */
  private void gone(ClientKey client, long wallMs, Consumer<LogRecord> records) {
    ClientKey givenUp = expiries.gone(client);
    if (givenUp != null) {
      records.accept(over(givenUp, wallMs));
    }
  }

  /** A client is back. */
  void back(ClientKey client) {
    expiries.back(client);
  }

  /** Of those who have been away for too long at {@code nowMs} of the ticks' clock. */
  void overdue(long nowMs, long wallMs, Consumer<LogRecord> records) {
    expiries.tick(nowMs).forEach(client -> records.accept(over(client, wallMs)));
  }

  /** What becomes of a client whose session is over for good. */
  private static LogRecord over(ClientKey client, long wallMs) {
    return client.isAnonymous()
        ? new LogRecord.Forget(client)
        : new LogRecord.EndSession(client, wallMs);
  }
}
