package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clients: their identity, cursor and memberships. Those with a session are held in memory; of
 * the others a bounded number, so that an absent client costs nothing but its rows. Owned by the
 * shard writer.
 *
 * <pre>
 *   CLIENTS  value: see ClientRow
 *   MEMBERS  value: see MemberRow
 * </pre>
 */
final class ClientTable {
  private static final int CACHED = 10_000;

  private final Store store;
  private final StreamTable streams;
  private final PublishedTable published;
  private final SessionTable sessions;
  private final GapTable gaps;
  private final Policies policies;
  private final BoundedCache<ClientKey, ClientState> cache = new BoundedCache<>(CACHED);

  /** Clients the commit under way has changed. */
  private final Set<ClientState> changed = new LinkedHashSet<>();

  /**
   * Clients the commit under way has forgotten, or that came back since: their rows in the store
   * are not theirs any more.
   */
  private final Set<ClientKey> forgotten = new HashSet<>();

  /** Clients the commit under way has had expire, which are forgotten too. */
  private final Map<ClientKey, ExpiredClient> expired = new HashMap<>();

  ClientTable(
      Store store,
      StreamTable streams,
      PublishedTable published,
      SessionTable sessions,
      Policies policies) {
    this.store = store;
    this.gaps = new GapTable(store);
    this.policies = policies;
    this.streams = streams;
    this.published = published;
    this.sessions = sessions;
  }

  /** The client, or null when it is not known. */
  @Nullable ClientState find(ClientKey key, Numbers numbers, Store.Batch batch) {
    ClientState cached = cache.get(key);
    if (cached != null) {
      return cached;
    }
    byte[] stored = forgotten.contains(key) ? null : store.get(Table.CLIENTS, Keys.client(key));
    ClientRow row = stored == null ? null : ClientRow.decode(stored);
    if (row == null || row.lifetime() == Lifetime.EXPIRED) {
      return null;
    }
    ClientState client = read(key, row);
    addOwnStreams(client, numbers, batch);
    readRooms(client);
    client.lastSeq = published.lastSeq(client.number);
    cache.put(key, client);
    return client;
  }

  private ClientState read(ClientKey key, ClientRow row) {
    byte[] stored = store.get(Table.CURSORS, Keys.one(row.number()));
    Cursor cursor = stored == null ? new Cursor(row.from()) : Cursor.decode(stored);
    ClientState client =
        new ClientState(key, row, cursor, gaps.read(row.number()), limits(key, row.lifetime()));
    client.inboxUsed = true;
    return client;
  }

  /** One that lives no longer than its session has none: what it has acknowledged is not stored. */
  private QueueLimits limits(ClientKey key, Lifetime lifetime) {
    return !lifetime.hasLimits() ? QueueLimits.NONE : policies.limits(key.namespace());
  }

  /** The session of a client, live or to be recovered; null when it has none. */
  @Nullable SessionIdentity session(ClientKey key) {
    ClientState cached = cache.get(key);
    if (cached != null) {
      return cached.session;
    }
    byte[] row = forgotten.contains(key) ? null : store.get(Table.CLIENTS, Keys.client(key));
    return row == null ? null : ClientRow.decode(row).session();
  }

  /** The client if it is in memory. */
  @Nullable ClientState cached(ClientKey key) {
    return cache.get(key);
  }

  /** A client that was not known, without a session, its queue starting after {@code from}. */
  ClientState create(
      ClientKey key, Lifetime lifetime, long from, Numbers numbers, Store.Batch batch) {
    ClientRow row = new ClientRow(numbers.next(), lifetime, from, 0, null);
    ClientState client =
        new ClientState(key, row, new Cursor(from), new GapList(), limits(key, lifetime));
    batch.put(Table.CLIENTS, Keys.client(key), row.encode());
    if (lifetime == Lifetime.SESSION) {
      batch.put(Table.META, Keys.anonymous(key), new byte[0]);
    }
    addOwnStreams(client, numbers, batch);
    cache.put(key, client);
    // The cursors, ordered by number, are the list of all clients.
    writeCursor(client);
    return client;
  }

  private void writeCursor(ClientState client) {
    client.cursorDirty = true;
    changed.add(client);
  }

  /**
   * Notes which session the client has; one that is forgotten with its session needs no note.
   *
   * @param session null: none any more
   */
  void setSession(ClientState client, @Nullable SessionIdentity session, Store.Batch batch) {
    if (client.lifetime == Lifetime.SESSION) {
      return;
    }
    if (client.session != null) {
      sessions.remove(client.key, client.session, batch);
    }
    if (session != null) {
      sessions.put(client.key, session, true, batch);
    }
    client.session = session;
    batch.put(Table.CLIENTS, Keys.client(client.key), client.row().encode());
  }

  /** From now on the client is a back-end, if it was not one before. */
  void makeBackend(ClientState client, Store.Batch batch) {
    if (client.lifetime != Lifetime.BACKEND) {
      client.lifetime = Lifetime.BACKEND;
      client.memberships.removeIf(stream -> stream.name().kind() == StreamName.Kind.EVERYONE);
      client.everyone = 0;
      writeCursor(client);
      batch.put(Table.CLIENTS, Keys.client(client.key), client.row().encode());
    }
  }

  /** Notes whether the client's session is live, or waits to be recovered. */
  void setLive(ClientState client, boolean live, Store.Batch batch) {
    if (client.session != null) {
      sessions.put(client.key, client.session, live, batch);
    }
  }

  private void addOwnStreams(ClientState client, Numbers numbers, Store.Batch batch) {
    long from = client.from;
    String namespace = client.key.namespace();
    StreamName inbox = StreamName.inbox(namespace, client.key.clientId());
    client.memberships.add(new Membership(client.number, inbox, from, Membership.OPEN));
    if (client.lifetime == Lifetime.BACKEND) {
      return;
    }
    StreamName everyone = StreamName.everyone(namespace);
    long everyoneNumber = streams.number(everyone, numbers, batch);
    client.memberships.add(new Membership(everyoneNumber, everyone, from, Membership.OPEN));
    client.everyone = everyoneNumber;
  }

  private void readRooms(ClientState client) {
    client.memberships.addAll(
        StoredMemberships.rooms(store, client.key.namespace(), client.number));
  }

  /** Adds a membership, or ends it: the one that starts where this one does is replaced. */
  void putMembership(ClientState client, Membership membership, Store.Batch batch) {
    client.memberships.removeIf(
        m -> m.stream() == membership.stream() && m.joined() == membership.joined());
    client.memberships.add(membership);
    batch.put(Table.MEMBERS, membershipKey(client, membership), MemberRow.encode(membership));
  }

  /** Drops the ended memberships of which all is acknowledged, with a gap where they ended. */
  void dropConsumed(ClientState client, Store.Batch batch) {
    Iterator<Membership> each = client.memberships.iterator();
    while (each.hasNext()) {
      Membership membership = each.next();
      if (membership.left() <= client.cursor.upTo()) {
        each.remove();
        batch.delete(Table.MEMBERS, membershipKey(client, membership));
      }
    }
  }

  private static byte[] membershipKey(ClientState client, Membership membership) {
    return Keys.three(client.number, membership.stream(), membership.joined());
  }

  /** Notes that the client has to be written with the commit under way. */
  void change(ClientState client) {
    changed.add(client);
  }

  /** Removes all that is stored of a client, its inbox included. */
  void forget(ClientState client, Store.Batch batch) {
    byte[] lower = Keys.one(client.number);
    byte[] upper = Keys.one(client.number + 1);
    batch.delete(Table.CLIENTS, Keys.client(client.key));
    batch.delete(Table.CURSORS, lower);
    if (client.gapsDirty || !client.gaps.isEmpty()) {
      batch.delete(Table.GAPS, lower);
    }
    batch.delete(Table.META, Keys.anonymous(client.key));
    for (Membership membership : client.memberships) {
      if (membership.name().kind() == StreamName.Kind.ROOM) {
        batch.delete(Table.MEMBERS, membershipKey(client, membership));
      }
    }
    if (client.session != null) {
      sessions.remove(client.key, client.session, batch);
    }
    if (client.lifetime.stays() && client.lastSeq >= 0) {
      batch.deleteRange(Table.PUBLISHED, lower, upper);
    }
    if (hasEvents(client)) {
      batch.deleteRange(Table.EVENTS, lower, upper);
    }
    changed.remove(client);
    cache.remove(client.key);
    forgotten.add(client.key);
  }

  /** Forgets a client but for a note that it can be told by. */
  void expire(ClientState client, ExpiredClient note, Store.Batch batch) {
    forget(client, batch);
    batch.put(Table.CLIENTS, Keys.client(client.key), note.encode());
    expired.put(client.key, note);
  }

  /** What is left of a client that has expired; null for any other. */
  @Nullable ExpiredClient expired(ClientKey key) {
    if (forgotten.contains(key)) {
      return expired.get(key);
    }
    byte[] row = store.get(Table.CLIENTS, Keys.client(key));
    if (row == null || ClientRow.decode(row).lifetime() != Lifetime.EXPIRED) {
      return null;
    }
    return ExpiredClient.decode(row);
  }

  /** An expired client is not told any more when it comes back. */
  void dropExpired(ClientKey key, Store.Batch batch) {
    batch.delete(Table.CLIENTS, Keys.client(key));
    forgotten.add(key);
    expired.remove(key);
  }

  /** The client has a session again. */
  void back(ClientState client, Store.Batch batch) {
    if (client.awaySinceMs != 0) {
      client.awaySinceMs = 0;
      batch.put(Table.CLIENTS, Keys.client(client.key), client.row().encode());
    }
  }

  /** The session of the client is gone since then, if it was not gone before. */
  void away(ClientState client, long sinceMs, Store.Batch batch) {
    if (client.lifetime.stays() && client.awaySinceMs == 0) {
      client.awaySinceMs = sinceMs;
      batch.put(Table.CLIENTS, Keys.client(client.key), client.row().encode());
    }
  }

  /** A range delete for each anonymous client would make every read after them slower. */
  private boolean hasEvents(ClientState client) {
    if (!client.inboxUsed) {
      return false;
    }
    byte[] lower = Keys.one(client.number);
    try (Store.Scan scan = store.scan(Table.EVENTS, lower, Keys.one(client.number + 1))) {
      scan.seek(lower);
      return scan.valid();
    }
  }

  /** Writes the clients that changed. */
  void flush(Store.Batch batch) {
    for (ClientState client : changed) {
      if (client.cursorDirty) {
        batch.put(Table.CURSORS, Keys.one(client.number), client.cursor.encode(client.everyone));
        client.cursorDirty = false;
      }
      if (client.gapsDirty) {
        gaps.write(client, batch);
        client.gapsDirty = false;
      }
      if (!client.published.isEmpty()) {
        published.flush(client, batch);
      }
    }
    changed.clear();
  }

  void committed() {
    forgotten.clear();
    expired.clear();
    cache.trim(client -> client.pins > 0);
  }

  /**
   * The stored clients that live as long as their session: after a crash, those whose sessions it
   * ended.
   */
  List<ClientKey> anonymous() {
    byte[][] range = Keys.anonymousRange();
    List<ClientKey> found = new ArrayList<>();
    try (Store.Scan scan = store.scan(Table.META, range[0], range[1])) {
      for (scan.seek(range[0]); scan.valid(); scan.next()) {
        found.add(Keys.anonymousClient(scan.key()));
      }
    }
    return found;
  }

  /** Gives out numbers for clients and streams. */
  @FunctionalInterface
  interface Numbers {
    long next();
  }
}
