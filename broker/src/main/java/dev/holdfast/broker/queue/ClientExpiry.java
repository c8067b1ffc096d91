package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds the clients that have been away for longer than their namespace allows, and those of them
 * that need not be told any more. Part of a {@link Sweep}; used once.
 */
final class ClientExpiry {
  /** So many at a time: the next sweep finds the others. */
  private static final int MAX_FOUND = 10_000;

  /** So many times as long as a client may be away it is told, on its return, that it expired. */
  private static final int TOLD = 10;

  /**
   * Nobody is forgotten before the broker has been open for so long, or as long as a client may be
   * away if that is less: who was away only as the broker was has to have the time to come back.
   */
  static final long RETURN_MS = 600_000;

  private final Store store;
  private final Policies policies;
  private final long nowMs;
  private final long openMs;
  private final List<LogRecord> found = new ArrayList<>();

  /**
   * Has not looked yet.
   *
   * @param nowMs milliseconds since 1970
   * @param openMs for how long clients have been able to come back
   */
  ClientExpiry(Store store, Policies policies, long nowMs, long openMs) {
    this.store = store;
    this.policies = policies;
    this.nowMs = nowMs;
    this.openMs = openMs;
  }

  List<LogRecord> find(Collection<String> namespaces) {
    for (String namespace : namespaces) {
      long expiryMs = policies.clientExpiryMs(namespace);
      if (expiryMs > 0 && openMs >= Math.min(expiryMs, RETURN_MS)) {
        find(namespace, expiryMs);
      }
    }
    return found;
  }

  private void find(String namespace, long expiryMs) {
    byte[][] range = Keys.clientRange(namespace);
    try (Store.Scan clients = store.scan(Table.CLIENTS, range[0], range[1])) {
      for (clients.seek(range[0]); clients.valid() && found.size() < MAX_FOUND; clients.next()) {
        ClientRow row = ClientRow.decode(clients.value());
        long since = row.awaySinceMs();
        ClientKey client = Keys.clientOf(clients.key());
        if (row.lifetime() == Lifetime.DURABLE && since > 0 && nowMs - since >= expiryMs) {
          found.add(new LogRecord.Expire(client, since, nowMs, waiting(row.number())));
        } else if (row.lifetime() == Lifetime.EXPIRED && nowMs - since >= TOLD * expiryMs) {
          found.add(new LogRecord.Expire(client, since, nowMs, 0));
        }
      }
    }
  }

  /** An upper bound: also counted is what excepts the client, or is in two of its streams. */
  private long waiting(long client) {
    byte[] row = store.get(Table.CURSORS, Keys.one(client));
    if (row == null) {
      return 0;
    }
    ByteReader in = new ByteReader(row);
    long everyone = in.varint();
    long upTo = in.varint();
    byte[] first = Keys.one(client);
    try (Store.Scan events = StreamCounts.scan(store);
        Store.Scan members = store.scan(Table.MEMBERS, first, Keys.one(client + 1))) {
      long count = StreamCounts.pending(events, client, upTo).events();
      if (everyone != 0) {
        count += StreamCounts.pending(events, everyone, upTo).events();
      }
      for (members.seek(first); members.valid(); members.next()) {
        byte[] key = members.key();
        if (!MemberRow.isBanished(members.value())) {
          long after = Math.max(upTo, Keys.number(key, 2));
          count += StreamCounts.pending(events, Keys.number(key, 1), after).events();
        }
      }
      return count;
    }
  }
}
