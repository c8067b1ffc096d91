package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for the streams of rooms and namespaces, given at first use. That of a room is taken back
 * when nobody uses the room any more, and never given again. Owned by the shard writer.
 */
final class StreamTable {
  private static final int CACHED = 50_000;

  private final Store store;
  private final BoundedCache<StreamName, Long> cache = new BoundedCache<>(CACHED);

  /**
   * Streams the commit under way has retired: their rows in the store are not theirs any more, but
   * what has come since is in the cache.
   */
  private final Set<StreamName> retired = new HashSet<>();

  /**
   * The rooms that somebody has joined, by number, and the last record that did so. Those that
   * every sweep to come will see are left out.
   */
  private final Map<Long, Long> joined = new HashMap<>();

  StreamTable(Store store) {
    this.store = store;
  }

  /** The stream's number; a stream not in use gets the next free one, within this batch. */
  long number(StreamName name, ClientTable.Numbers numbers, Store.Batch batch) {
    Long known = find(name);
    if (known != null) {
      return known;
    }
    long number = numbers.next();
    batch.put(Table.STREAMS, Keys.stream(name), Keys.one(number));
    cache.put(name, number);
    return number;
  }

  /** True when the stream has a number. */
  boolean isKnown(StreamName name) {
    return find(name) != null;
  }

  /** The stream's number, or null for one that is not in use. */
  @Nullable Long find(StreamName name) {
    Long cached = cache.get(name);
    if (cached != null) {
      return cached;
    }
    byte[] stored = retired.contains(name) ? null : store.get(Table.STREAMS, Keys.stream(name));
    if (stored == null) {
      return null;
    }
    long number = Keys.number(stored, 0);
    cache.put(name, number);
    return number;
  }

  /** The record at {@code offset} made somebody a member. */
  void joined(long stream, long offset) {
    joined.put(stream, offset);
  }

  /** True when somebody has become a member by a record after {@code offset}. */
  boolean isJoinedAfter(long stream, long offset) {
    return joined.getOrDefault(stream, 0L) > offset;
  }

  /** A sweep is over that knew of all records up to {@code sweptAt}; so does each that follows. */
  void swept(long sweptAt) {
    joined.values().removeIf(offset -> offset <= sweptAt);
  }

  /** Takes a stream's number back. */
  void retire(StreamName name, Store.Batch batch) {
    batch.delete(Table.STREAMS, Keys.stream(name));
    cache.remove(name);
    retired.add(name);
  }

  void committed() {
    retired.clear();
    cache.trim(number -> false);
  }
}
