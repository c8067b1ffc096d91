package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.routing.Backends;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the back-ends of a namespace that one session has come, before its client knows, and that
 * it is gone. Of the back-ends' own sessions they are told nothing. Owned by the session's lane.
 */
final class Presence {
  private final SessionServices services;
  private final Backends backends;

  /** Dropped once they are told: the payload may be large. */
  private SessionEvents.@Nullable Credentials credentials;

  /** Set when the session's coming is on its way to the log. */
  private @Nullable SessionEvents events;

  /** Of a session that is about to connect. */
  Presence(SessionServices services, Backends backends, SessionEvents.Credentials credentials) {
    this.services = services;
    this.backends = backends;
    this.credentials = credentials;
  }

  /**
   * The session has its client.
   *
   * @param done runs on the lane once they are told for good: at once when there is nobody to tell
   */
  void connected(Session session, boolean recovered, Runnable done) {
    SessionEvents.Credentials told = credentials;
    credentials = null;
    if (told == null || backends.isEmpty() || backends.contains(session.client().clientId())) {
      done.run();
      return;
    }
    SessionEvents started = new SessionEvents(session.client(), session.sid(), backends);
    events = started;
    List<LogRecord> records = started.connected(now(), recovered, told);
    int last = records.size() - 1;
    records.subList(0, last).forEach(record -> session.append(record, applied -> {}));
    session.append(records.get(last), applied -> done.run());
  }

  /** The session is over; nothing is said of one that had not come. */
  void disconnected(Session session, EndReason reason, List<String> rooms) {
    if (events != null) {
      session.append(events.disconnected(now(), reason, rooms), applied -> {});
      events = null;
    }
  }

  private long now() {
    return services.clock().getAsLong();
  }
}
