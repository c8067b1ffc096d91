package dev.holdfast.broker.queue;

import java.util.List;

/**
 * The part of the {@link View} that follows from clients coming and going: who is known, which
 * session each has, and whether it is there. Owned by the shard writer.
 */
final class Connections {
  private final ClientTable clients;
  private final SessionTable sessions;
  private final ClientQueues queues;
  private final ClientTable.Numbers numbers;

  Connections(
      ClientTable clients,
      SessionTable sessions,
      ClientQueues queues,
      ClientTable.Numbers numbers) {
    this.queues = queues;
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
      clients.back(client, batch);
      client.pins++;
      queues.load(client);
      return new Applied.Connected(client.snapshot(earlier, false, true, queues.pending(client)));
    }
    if (connect.mustRecover()) {
      return new Applied.Refused(
          Applied.Refusal.UNKNOWN_PID, "the session to recover is not known, or not any more");
    }
    boolean created = client == null;
    if (client == null) {
      long from =
          connect.from() == LogRecord.Connect.LATEST ? offset : Math.min(connect.from(), offset);
      client = create(offset, connect, from, batch);
      if (from < offset) {
        queues.backDated(client, offset);
      }
    }
    client.awaySinceMs = 0;
    clients.setSession(client, connect.session(), batch);
    client.pins++;
    queues.load(client);
    long pending = created && client.cursor.upTo() == offset ? 0 : queues.pending(client);
    return new Applied.Connected(client.snapshot(connect.session(), created, false, pending));
  }

  /** One that is back after it had expired is told what it has missed. */
  private ClientState create(long offset, LogRecord.Connect connect, long from, Store.Batch batch) {
    ClientKey key = connect.client();
    ExpiredClient before = connect.lifetime() == Lifetime.DURABLE ? clients.expired(key) : null;
    if (before == null) {
      return clients.create(key, connect.lifetime(), from, numbers, batch);
    }
    // The gap stands in its queue in the place of this record, so the queue begins before that.
    ClientState client =
        clients.create(key, connect.lifetime(), Math.min(from, offset - 1), numbers, batch);
    client.gaps.add(new QueueGap(before.gap(offset), QueueGap.Hole.NOTHING));
    client.gapsDirty = true;
    clients.change(client);
    return client;
  }

  Applied expire(LogRecord.Expire expire, Store.Batch batch) {
    ClientState client = clients.find(expire.client(), numbers, batch);
    if (client == null) {
      ExpiredClient before = clients.expired(expire.client());
      if (before != null && before.atMs() == expire.awaySinceMs()) {
        clients.dropExpired(expire.client(), batch);
      }
      return new Applied.Forgotten();
    }
    if (client.lifetime != Lifetime.DURABLE || client.awaySinceMs != expire.awaySinceMs()) {
      return new Applied.Kept();
    }
    ExpiredClient note =
        new ExpiredClient(client.number, client.cursor.upTo(), expire.timeMs(), expire.events());
    queues.forget(client, batch);
    clients.expire(client, note, batch);
    return new Applied.Expired();
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
      clients.away(client, disconnect.timeMs(), batch);
    }
    return new Applied.Ended();
  }

  Applied endSession(LogRecord.EndSession end, Store.Batch batch) {
    ClientState client = clients.find(end.client(), numbers, batch);
    if (client != null) {
      client.awaySinceMs = client.awaySinceMs == 0 ? end.timeMs() : client.awaySinceMs;
      clients.setSession(client, null, batch);
    }
    return new Applied.Ended();
  }

  Applied forget(LogRecord.Forget forget, Store.Batch batch) {
    ClientState client = clients.find(forget.client(), numbers, batch);
    if (client != null) {
      queues.forget(client, batch);
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
