package dev.holdfast.broker.queue;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The failed attempts of clients to handle events. A client has rows for events that it was sent
 * and has not acknowledged only, so never more than its windows held; they go with its
 * acknowledgement. Owned by the shard writer.
 *
 * <pre>
 *   ATTEMPTS  value: varint failed attempts | varint not before, ms since 1970
 * </pre>
 */
final class AttemptTable {
  private final Store store;

  AttemptTable(Store store) {
    this.store = store;
  }

  /** Those of a client, by offset; read when they are first asked for. */
  NavigableMap<Long, Attempt> of(ClientState client) {
    NavigableMap<Long, Attempt> known = client.attempts;
    if (known == null) {
      known = read(client.number);
      client.attempts = known;
    }
    return known;
  }

  private NavigableMap<Long, Attempt> read(long client) {
    NavigableMap<Long, Attempt> attempts = new TreeMap<>();
    byte[] lower = Keys.one(client);
    try (Store.Scan scan = store.scan(Table.ATTEMPTS, lower, Keys.one(client + 1))) {
      for (scan.seek(lower); scan.valid(); scan.next()) {
        attempts.put(Keys.number(scan.key(), 1), decode(scan.value()));
      }
    }
    return attempts;
  }

  void put(ClientState client, long offset, Attempt attempt, Store.Batch batch) {
    of(client).put(offset, attempt);
    batch.put(Table.ATTEMPTS, Keys.two(client.number, offset), encode(attempt));
  }

  /** Drops those of events that the client has acknowledged by now. */
  void dropAcknowledged(ClientState client, Store.Batch batch) {
    Map<Long, Attempt> attempts = of(client);
    if (attempts.isEmpty()) {
      return;
    }
    Iterator<Long> each = attempts.keySet().iterator();
    while (each.hasNext()) {
      long offset = each.next();
      if (client.cursor.covers(offset)) {
        each.remove();
        batch.delete(Table.ATTEMPTS, Keys.two(client.number, offset));
      }
    }
  }

  /** The client is no more. */
  void forget(ClientState client, Store.Batch batch) {
    for (Map.Entry<Long, Attempt> attempt : of(client).entrySet()) {
      batch.delete(Table.ATTEMPTS, Keys.two(client.number, attempt.getKey()));
    }
  }

  static Attempt decode(byte[] value) {
    ByteReader in = new ByteReader(value);
    return new Attempt((int) in.varint(), in.varint());
  }

  private static byte[] encode(Attempt attempt) {
    return new ByteWriter(12).varint(attempt.failed()).varint(attempt.notBeforeMs()).toArray();
  }
}
