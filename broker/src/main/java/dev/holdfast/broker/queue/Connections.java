package dev.holdfast.broker.queue;

import java.util.List;

/**
 * The part of the {@link View} that follows from clients coming and going: who is known, which
 * session each has, and whether it is there. Owned by the shard writer.
 */
final class Connections {
  private final ClientTable clients;
  private final SessionTable sessions;
  private final EventTable events;
  private final ClientTable.Numbers numbers;

  Connections(
      ClientTable clients, SessionTable sessions, ClientTable.Numbers numbers, EventTable events) {
    this.events = events;
    this.clients = clients;
    this.sessions = sessions;
    this.numbers = numbers;
  }

  /** Anonymous clients that cannot recover and that a crash left behind. */
  List<ClientKey> anonymousClients() {
    return clients.anonymous();
  }

  /** The sessions of other clients that are live, or were when it crashed, or can be recovered. */
  List<SessionTable.Row> sessions() {
    return sessions.all();
  }

  /** True when the connect presents the pid of the session that its client has, or had. */
  boolean canRecover(LogRecord.Connect connect) {
    SessionIdentity session = clients.session(connect.client());
    return session != null && session.answersTo(connect.presentedPid());
  }

  Applied connect(long offset, LogRecord.Connect connect, Store.Batch batch) {
    ClientState client = clients.find(connect.client(), numbers, batch);
    SessionIdentity earlier = client == null ? null : client.session;
    if (client != null && earlier != null && earlier.answersTo(connect.presentedPid())) {
      clients.setLive(client, true, batch);
      client.pins++;
      return new Applied.Connected(client.snapshot(earlier, false, true, pending(client)));
    }
    if (connect.mustRecover()) {
      return new Applied.Refused(
          Applied.Refusal.UNKNOWN_PID, "the session to recover is not known, or not any more");
    }
    boolean created = client == null;
    if (client == null) {
      long from =
          connect.from() == LogRecord.Connect.LATEST ? offset : Math.min(connect.from(), offset);
      client = clients.create(connect.client(), connect.lifetime(), from, numbers, batch);
    }
    clients.setSession(client, connect.session(), batch);
    client.pins++;
    long pending = created && client.cursor.upTo() == offset ? 0 : pending(client);
    return new Applied.Connected(client.snapshot(connect.session(), created, false, pending));
  }

  /** How many events wait for a client: at most, as some may be acknowledged, or not be for it. */
  private long pending(ClientState client) {
    long after = Math.max(client.cursor.upTo(), client.gaps.floor(QueueGap.Hole.QUEUE));
    long inboxAfter = Math.max(after, client.gaps.floor(QueueGap.Hole.INBOX));
    long pending = 0;
    for (Membership membership : client.memberships) {
      long stream = membership.stream();
      long begin = stream == client.number ? inboxAfter : after;
      pending += events.pending(stream, Math.max(begin, membership.joined())).events();
      if (!membership.open()) {
        pending -= events.pending(stream, Math.max(after, membership.left() - 1)).events();
      }
    }
    return pending;
  }

  Applied declare(long offset, LogRecord.Declare declare, Store.Batch batch) {
    ClientState client = clients.find(declare.client(), numbers, batch);
    if (client == null) {
      clients.create(declare.client(), Lifetime.BACKEND, offset, numbers, batch);
    } else {
      clients.makeBackend(client, batch);
    }
    return new Applied.Declared();
  }

  Applied disconnect(LogRecord.Disconnect disconnect, Store.Batch batch) {
    ClientState client = clients.find(disconnect.client(), numbers, batch);
    if (client != null) {
      clients.setLive(client, false, batch);
    }
    return new Applied.Ended();
  }

  Applied endSession(LogRecord.EndSession end, Store.Batch batch) {
    ClientState client = clients.find(end.client(), numbers, batch);
    if (client != null) {
      clients.setSession(client, null, batch);
    }
    return new Applied.Ended();
  }

  Applied forget(LogRecord.Forget forget, Store.Batch batch) {
    ClientState client = clients.find(forget.client(), numbers, batch);
    if (client != null) {
      clients.forget(client, batch);
    }
    return new Applied.Forgotten();
  }

  /** Lets the client leave memory, once for each {@link Applied.Connected}. */
  void release(ClientKey key) {
    ClientState client = clients.cached(key);
    if (client != null) {
      client.pins--;
    }
  }
}
