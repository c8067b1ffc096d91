package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.Lifetime;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.RoomPages;
import dev.holdfast.broker.queue.SessionIdentity;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.protocol.Bytes;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom a session asks for: the client that names itself, the one whose pid is presented, or a new
 * one. Owned by the session's lane.
 */
final class Claim {
  private final ConnectRequest request;
  private ClientKey client;

  /** The session's own until it has got its client; then the recovered one's, if it is one. */
  private SessionIdentity identity;

  private @Nullable String presentedPid;

  /** The offset a new client's queue starts after; that of a time once it is found. */
  private long from;

  /**
   * What the request asks for.
   *
   * @param ids unguessable ones
   */
  Claim(String namespace, ConnectRequest request, Supplier<String> ids) {
    this.request = request;
    this.presentedPid = request.pid();
    this.from = request.from().offset();
    String sid = ids.get();
    this.identity =
        request.mode() == AckMode.OFFSET
            ? SessionIdentity.recoverable(sid, ids.get())
            : SessionIdentity.unrecoverable(sid);
    String clientId = request.clientId();
    String earlier = presentedPid == null ? null : SessionIdentity.sidOf(presentedPid);
    this.client =
        clientId == null
            ? ClientKey.anonymous(namespace, earlier == null ? sid : earlier)
            : new ClientKey(namespace, clientId);
  }

  LogRecord.Connect record() {
    return new LogRecord.Connect(client, from, lifetime(), identity, presentedPid);
  }

  /**
   * Of a session that shares its queue. That has a name of its own: it outlives the session that
   * makes it.
   */
  LogRecord.Connect sharedRecord(String queueSid) {
    return new LogRecord.Connect(
        client, from, lifetime(), SessionIdentity.unrecoverable(queueSid), null);
  }

  /**
   * Finds where a new queue starts that is to start at a time: in what is for everyone, since that
   * is all a client gets from before it was known.
   */
  void locate(Session session, Runnable then) {
    if (!request.from().byTime()) {
      then.run();
      return;
    }
    new RoomPages(session.lane(), client, session.services().core().readerLimits())
        .find(
            StreamName.everyone(client.namespace()),
            request.from().timeMs(),
            offset -> {
              from = offset;
              then.run();
            });
  }

  /** The pid was no good: from now on it asks for a client of its own. */
  void dropPid() {
    presentedPid = null;
    client = ClientKey.anonymous(client.namespace(), identity.sid());
  }

  /** The client is this session's. */
  void granted(ClientSnapshot snapshot) {
    identity = snapshot.session();
  }

  /** The payload of the CONNECT answer, in the form that the client understands. */
  Bytes answer(ClientSnapshot found, Lineage lineage) {
    if (!request.extended()) {
      return Replies.connected(identity, null);
    }
    Replies.Welcome welcome = new Replies.Welcome(client.clientId(), found, lineage, request);
    return Replies.connected(identity, welcome);
  }

  ClientKey client() {
    return client;
  }

  SessionIdentity identity() {
    return identity;
  }

  /** How long the client is known. */
  Lifetime lifetime() {
    if (!isAnonymous()) {
      return Lifetime.DURABLE;
    }
    return identity.isRecoverable() ? Lifetime.RECOVERABLE : Lifetime.SESSION;
  }

  boolean isAnonymous() {
    return request.clientId() == null;
  }
}
