package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of clients that outlive them: who is meant by a sid, which sessions are live, and
 * which of the others can still be recovered. An anonymous client that cannot recover has no row:
 * its name says its sid. Owned by the shard writer.
 *
 * <pre>
 *   SESSIONS  value: octet flags | text client
 * </pre>
 */
final class SessionTable {
  private static final int LIVE = 1;
  private static final int RECOVERABLE = 2;

  private final Store store;

  /** Rows the commit under way has put or, when empty, removed; by namespace and sid. */
  private final Map<Sid, Optional<ClientKey>> changed = new HashMap<>();

  private record Sid(String namespace, String sid) {}

  /**
   * One row.
   *
   * @param live false while its client is away
   * @param recoverable true when the client may come back to it
   */
  record Row(ClientKey client, String sid, boolean live, boolean recoverable) {}

  SessionTable(Store store) {
    this.store = store;
  }

  /** Notes that a session is live, or that its client is away. */
  void put(ClientKey client, SessionIdentity session, boolean live, Store.Batch batch) {
    int flags = (live ? LIVE : 0) | (session.isRecoverable() ? RECOVERABLE : 0);
    byte[] row = new ByteWriter(32).octet(flags).text(client.clientId()).toArray();
    batch.put(Table.SESSIONS, Keys.session(client.namespace(), session.sid()), row);
    changed.put(new Sid(client.namespace(), session.sid()), Optional.of(client));
  }

  /** The session is over and cannot be recovered. */
  void remove(ClientKey client, SessionIdentity session, Store.Batch batch) {
    batch.delete(Table.SESSIONS, Keys.session(client.namespace(), session.sid()));
    changed.put(new Sid(client.namespace(), session.sid()), Optional.empty());
  }

  /** The client whose session has this sid, or null. */
  @Nullable ClientKey client(String namespace, String sid) {
    Optional<ClientKey> now = changed.get(new Sid(namespace, sid));
    if (now != null) {
      return now.orElse(null);
    }
    byte[] row = store.get(Table.SESSIONS, Keys.session(namespace, sid));
    return row == null ? null : client(namespace, new ByteReader(row));
  }

  private static ClientKey client(String namespace, ByteReader row) {
    row.octet();
    return new ClientKey(namespace, row.text());
  }

  void committed() {
    changed.clear();
  }

  /** All rows that are committed. */
  List<Row> all() {
    List<Row> rows = new ArrayList<>();
    byte[][] range = Keys.sessionRange();
    try (Store.Scan scan = store.scan(Table.SESSIONS, range[0], range[1])) {
      for (scan.seek(range[0]); scan.valid(); scan.next()) {
        String[] key = Keys.namespaceAndSid(scan.key());
        ByteReader in = new ByteReader(scan.value());
        int flags = in.octet();
        ClientKey client = new ClientKey(key[0], in.text());
        boolean live = (flags & LIVE) != 0;
        rows.add(new Row(client, key[1], live, (flags & RECOVERABLE) != 0));
      }
    }
    return rows;
  }
}
