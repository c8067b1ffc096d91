package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Numbers for the streams of rooms and namespaces, given at first use. Owned by the shard writer.
 */
final class StreamTable {
  private static final int CACHED = 50_000;

  private final Store store;
  private final BoundedCache<StreamName, Long> cache = new BoundedCache<>(CACHED);

  StreamTable(Store store) {
    this.store = store;
  }

  /** The stream's number; a stream not used before gets the next free one, within this batch. */
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

  /** True when the stream has a number: it has been joined, or emitted to. */
  boolean isKnown(StreamName name) {
    return find(name) != null;
  }

  /** The stream's number, or null for one that was never used. */
  @Nullable Long find(StreamName name) {
    Long cached = cache.get(name);
    if (cached != null) {
      return cached;
    }
    byte[] stored = store.get(Table.STREAMS, Keys.stream(name));
    if (stored == null) {
      return null;
    }
    long number = Keys.number(stored, 0);
    cache.put(name, number);
    return number;
  }

  void committed() {
    cache.trim(number -> false);
  }
}
