package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonScanner;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;
import java.util.HashMap;
import java.util.Map;

/**
 * The last event of each name in a room, of those that were emitted to be kept so. A copy of its
 * own: the event may leave its stream. Owned by the shard writer.
 *
 * <pre>
 *   RETAINED  stream, name in UTF-8   value: varint offset | varint when it expires, ms, 0 never
 *                                            | see LoneEvent
 * </pre>
 */
final class RetainedTable {
  /** Rooms whose names are held in memory. */
  private static final int CACHED = 1_000;

  private final Store store;
  private final StreamTable streams;
  private final int maxNames;

  /** For each room, the names kept and when they expire, the commit under way included. */
  private final BoundedCache<Long, Map<String, Long>> rooms = new BoundedCache<>(CACHED);

  /**
   * Over {@code store}.
   *
   * @param maxNames how many names one room keeps
   */
  RetainedTable(Store store, StreamTable streams, int maxNames) {
    this.store = store;
    this.streams = streams;
    this.maxNames = maxNames;
  }

  /** How many names one room keeps. */
  int maxNames() {
    return maxNames;
  }

  /** True when one of the rooms the event is for keeps as many names as it may already. */
  boolean full(LogRecord.Emit emit, Store.Batch batch) {
    EventName event = EventName.of(emit.content().body());
    for (StreamName target : emit.audience().targets()) {
      Long stream = target.kind() == StreamName.Kind.ROOM ? streams.find(target) : null;
      if (stream != null && !event.alone() && !hasRoom(stream, event.name(), emit, batch)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasRoom(long stream, String name, LogRecord.Emit emit, Store.Batch batch) {
    Map<String, Long> names = names(stream);
    if (names.containsKey(name) || names.size() < maxNames) {
      return true;
    }
    names
        .entrySet()
        .removeIf(
            kept -> {
              boolean expired = isExpired(kept.getValue(), emit.timeMs());
              if (expired) {
                batch.delete(Table.RETAINED, Keys.retained(stream, kept.getKey()));
              }
              return expired;
            });
    return names.size() < maxNames;
  }

  /**
   * Keeps an event in each room it is for that can, or, if it has no arguments, keeps nothing of
   * its name any more.
   */
  void keep(Event event, Store.Batch batch) {
    EventName of = EventName.of(event.body());
    for (StreamName target : event.targets()) {
      Long stream = target.kind() == StreamName.Kind.ROOM ? streams.find(target) : null;
      if (stream != null && of.alone()) {
        names(stream).remove(of.name());
        batch.delete(Table.RETAINED, Keys.retained(stream, of.name()));
      } else if (stream != null && hasRoom(stream, of.name(), event.emit(), batch)) {
        put(stream, of.name(), event, batch);
      }
    }
  }

  /**
   * Removes what a room kept, if all of it has expired.
   *
   * @return false when it keeps something; then nothing is removed
   */
  boolean removeExpired(long stream, long nowMs, Store.Batch batch) {
    Map<String, Long> names = names(stream);
    if (!names.values().stream().allMatch(expiresMs -> isExpired(expiresMs, nowMs))) {
      return false;
    }
    names.keySet().forEach(name -> batch.delete(Table.RETAINED, Keys.retained(stream, name)));
    rooms.remove(stream);
    return true;
  }

  private static boolean isExpired(long expiresMs, long nowMs) {
    return expiresMs != 0 && expiresMs <= nowMs;
  }

  private void put(long stream, String name, Event event, Store.Batch batch) {
    long ttlMs = event.handling().ttlMs();
    long expiresMs = ttlMs == 0 ? 0 : event.timeMs() + ttlMs;
    byte[] lone = LoneEvent.encode(event);
    ByteWriter row = new ByteWriter(lone.length + 24);
    row.varint(event.offset()).varint(expiresMs).bytes(Bytes.of(lone));
    batch.put(Table.RETAINED, Keys.retained(stream, name), row.toArray());
    names(stream).put(name, expiresMs);
  }

  private Map<String, Long> names(long stream) {
    Map<String, Long> known = rooms.get(stream);
    if (known != null) {
      return known;
    }
    Map<String, Long> names = new HashMap<>();
    byte[] first = Keys.one(stream);
    try (Store.Scan scan = store.scan(Table.RETAINED, first, Keys.one(stream + 1))) {
      for (scan.seek(first); scan.valid(); scan.next()) {
        ByteReader in = new ByteReader(scan.value());
        in.varint();
        names.put(Keys.retainedName(scan.key()), in.varint());
      }
    }
    rooms.put(stream, names);
    return names;
  }

  /** The offset of the event in the row the scan stands on. */
  static long offset(Store.Scan row) {
    return new ByteReader(row.value()).varint();
  }

  /** True when the event in the row the scan stands on has expired. */
  static boolean isExpired(Store.Scan row, long nowMs) {
    ByteReader in = new ByteReader(row.value());
    in.varint();
    return isExpired(in.varint(), nowMs);
  }

  /** The event in the row the scan stands on. */
  static Event event(Store.Scan row) {
    ByteReader in = new ByteReader(row.value());
    long offset = in.varint();
    in.varint();
    return LoneEvent.decode(Keys.number(row.key(), 0), offset, in.bytes().toArray());
  }

  /** The commit stands. */
  void committed() {
    rooms.trim(names -> false);
  }

  /**
   * What an event is called.
   *
   * @param alone true when it has no arguments
   */
  private record EventName(String name, boolean alone) {
    static EventName of(Bytes body) {
      JsonScanner in = new JsonScanner(body, 1);
      try {
        String name = in.peek() == '"' ? in.string() : in.number();
        return new EventName(name, in.peek() == JsonScanner.END);
      } catch (MalformedJsonException e) {
        throw new IllegalArgumentException("an event without a name was emitted", e);
      }
    }
  }
}
