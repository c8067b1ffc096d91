package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.routing.Backends;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session to the back-ends of its namespace: asks whether it may come, tells them that it has,
 * before its client knows, and that it is gone. Of the back-ends' own sessions they are told
 * nothing. Owned by the session's lane.
 */
final class Presence {
  private final SessionServices services;
  private final Backends backends;
  private final LiveCredential credential;

  /** Dropped once they are told: the payload may be large. */
  private SessionEvents.@Nullable Credentials credentials;

  /** Set where a back-end guards the namespace. */
  private @Nullable Authorization authorization;

  /** Set when the session's coming is on its way to the log. */
  private @Nullable SessionEvents events;

  /** Of a session that is about to connect. */
  Presence(
      SessionServices services,
      Backends backends,
      SessionEvents.Credentials credentials,
      LiveCredential credential) {
    this.services = services;
    this.backends = backends;
    this.credentials = credentials;
    this.credential = credential;
  }

  /** The back-ends of the namespace. */
  Backends backends() {
    return backends;
  }

  /** Asks the back-end that guards the namespace, if one does, whether the client may connect. */
  void admit(Session session, Authorization.Outcome outcome) {
    credential.begin(session);
    String guard = backends.authorize();
    ClientKey client = session.client();
    if (guard == null || credentials == null || backends.contains(client.clientId())) {
      outcome.accepted();
      return;
    }
    Authorization asked =
        new Authorization(
            services,
            session.lane(),
            new ClientKey(client.namespace(), guard),
            new SessionEvents(client, session.sid(), backends).question(credentials),
            outcome);
    authorization = asked;
    asked.begin(backends.authorizeTimeoutMs());
  }

  /** The client is gone before it was let in, or after. */
  void giveUp() {
    credential.close();
    if (authorization != null) {
      authorization.cancel();
    }
  }

  /**
   * The session has its client.
   *
   * @param done runs on the lane once they are told for good: at once when there is nobody to tell
   */
  void connected(Session session, boolean recovered, Runnable done) {
    SessionEvents.Credentials told = credentials;
    credentials = null;
    authorization = null;
    if (credential.recheck()) {
      return;
    }
    if (told == null || backends.isEmpty() || backends.contains(session.client().clientId())) {
      done.run();
      return;
    }
    SessionEvents started = new SessionEvents(session.client(), session.sid(), backends);
    events = started;
    List<LogRecord> records = started.connected(now(), recovered, told);
    int last = records.size() - 1;
    records.subList(0, last).forEach(record -> session.submit(record, applied -> {}));
    session.submit(records.get(last), applied -> done.run());
  }

  /** The session is over; nothing is said of one that had not come. */
  void disconnected(Session session, EndReason reason, List<String> rooms) {
    if (events != null) {
      session.submit(events.disconnected(now(), reason, rooms), applied -> {});
      events = null;
    }
  }

  /** By which the client was let in. */
  LiveCredential credential() {
    return credential;
  }

  private long now() {
    return services.clock().getAsLong();
  }
}
