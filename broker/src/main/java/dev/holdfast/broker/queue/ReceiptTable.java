package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The events whose publishers are to be told that they were acknowledged, found by publisher, by
 * stream, by time, and those that are decided. Owned by the shard writer.
 *
 * <pre>
 *   RECEIPTS  'p' publisher, offset   value: see Receipt
 *             's' stream, offset      value: varint publisher: undecided there
 *             't' deadline, offset    value: varint publisher: undecided
 *             'd' offset              value: varint publisher: decided, and not told yet
 * </pre>
 */
final class ReceiptTable {
  private static final int CACHED = 10_000;

  private final Store store;

  /** Rows the commit under way has changed or, when empty, removed; by offset. */
  private final Map<Long, Optional<Receipt>> changed = new HashMap<>();

  /** For each stream the undecided offsets and their publishers' numbers. */
  private final BoundedCache<Long, NavigableMap<Long, Long>> streams = new BoundedCache<>(CACHED);

  /** How many rows publishers have. */
  private final BoundedCache<Long, long[]> counts = new BoundedCache<>(CACHED);

  private boolean inUse;

  /** No deadline is before this, but of rows that have been returned as due. */
  private long nextDeadlineMs;

  ReceiptTable(Store store) {
    this.store = store;
    try (Store.Scan scan = store.scan(Table.RECEIPTS, new byte[0], new byte[] {-1})) {
      scan.seek(new byte[0]);
      this.inUse = scan.valid();
    }
  }

  /** False as long as there has been no row since the store was opened. */
  boolean inUse() {
    return inUse;
  }

  /** Adds a row. */
  void add(long publisher, Receipt receipt, Store.Batch batch) {
    inUse = true;
    count(publisher)[0]++;
    for (long stream : receipt.undecided) {
      undecided(stream).put(receipt.offset, publisher);
      batch.put(Table.RECEIPTS, Keys.receiptOf(stream, receipt.offset), number(publisher));
    }
    if (receipt.deadlineMs > 0) {
      byte[] key = Keys.receiptDeadline(receipt.deadlineMs, receipt.offset);
      batch.put(Table.RECEIPTS, key, number(publisher));
      nextDeadlineMs = Math.min(nextDeadlineMs, receipt.deadlineMs);
    }
    update(publisher, receipt, batch);
  }

  /** Writes what has changed of a row; of one that is decided, that too. */
  void update(long publisher, Receipt receipt, Store.Batch batch) {
    changed.put(receipt.offset, Optional.of(receipt));
    batch.put(Table.RECEIPTS, Keys.receipt(publisher, receipt.offset), receipt.encode());
    if (receipt.decided()) {
      batch.put(Table.RECEIPTS, Keys.receiptDecided(receipt.offset), number(publisher));
    }
  }

  /** A stream of a row is decided. */
  void decided(long stream, Receipt receipt, Store.Batch batch) {
    undecided(stream).remove(receipt.offset);
    receipt.undecided.remove(stream);
    batch.delete(Table.RECEIPTS, Keys.receiptOf(stream, receipt.offset));
  }

  /** Removes a stream's note of a row that is there no more. */
  void drop(long stream, long offset, Store.Batch batch) {
    undecided(stream).remove(offset);
    batch.delete(Table.RECEIPTS, Keys.receiptOf(stream, offset));
  }

  /** Removes a row that is decided. */
  void remove(long publisher, Receipt receipt, Store.Batch batch) {
    count(publisher)[0]--;
    changed.put(receipt.offset, Optional.empty());
    batch.delete(Table.RECEIPTS, Keys.receipt(publisher, receipt.offset));
    batch.delete(Table.RECEIPTS, Keys.receiptDecided(receipt.offset));
    if (receipt.deadlineMs > 0) {
      batch.delete(Table.RECEIPTS, Keys.receiptDeadline(receipt.deadlineMs, receipt.offset));
    }
  }

  /** The row of an event; null when there is none, or not any more. */
  @Nullable Receipt find(long publisher, long offset) {
    Optional<Receipt> underWay = changed.get(offset);
    if (underWay != null) {
      return underWay.orElse(null);
    }
    byte[] row = store.get(Table.RECEIPTS, Keys.receipt(publisher, offset));
    return row == null ? null : Receipt.decode(offset, row);
  }

  /** The undecided offsets of a stream, with their publishers' numbers, as they stand. */
  NavigableMap<Long, Long> undecided(long stream) {
    NavigableMap<Long, Long> known = streams.get(stream);
    if (known != null) {
      return known;
    }
    NavigableMap<Long, Long> found = new TreeMap<>();
    byte[] first = Keys.receiptOf(stream, 0);
    try (Store.Scan scan = store.scan(Table.RECEIPTS, first, Keys.receiptOf(stream + 1, 0))) {
      for (scan.seek(first); scan.valid(); scan.next()) {
        found.put(Keys.numberBehind(scan.key(), 1), new ByteReader(scan.value()).varint());
      }
    }
    streams.put(stream, found);
    return found;
  }

  /** The number of a stream that has none is not used any more. */
  void retired(long stream) {
    streams.remove(stream);
  }

  /** How many rows a publisher has. */
  long outstanding(long publisher) {
    return count(publisher)[0];
  }

  private long[] count(long publisher) {
    long[] known = counts.get(publisher);
    if (known != null) {
      return known;
    }
    long[] count = {0};
    byte[] first = Keys.receipt(publisher, 0);
    try (Store.Scan scan = store.scan(Table.RECEIPTS, first, Keys.receipt(publisher + 1, 0))) {
      for (scan.seek(first); scan.valid(); scan.next()) {
        count[0]++;
      }
    }
    counts.put(publisher, count);
    return count;
  }

  /** Removes all rows of a publisher, who is told nothing any more. */
  void forget(long publisher, ClientKey who, Store.Batch batch) {
    byte[] first = Keys.receipt(publisher, 0);
    Set<Long> offsets = new TreeSet<>();
    try (Store.Scan scan = store.scan(Table.RECEIPTS, first, Keys.receipt(publisher + 1, 0))) {
      for (scan.seek(first); scan.valid(); scan.next()) {
        offsets.add(Keys.numberBehind(scan.key(), 1));
      }
    }
    changed.values().stream()
        .flatMap(Optional::stream)
        .filter(receipt -> receipt.publisher.equals(who))
        .forEach(receipt -> offsets.add(receipt.offset));
    for (long offset : offsets) {
      Receipt receipt = find(publisher, offset);
      if (receipt != null) {
        List.copyOf(receipt.undecided).forEach(stream -> decided(stream, receipt, batch));
        remove(publisher, receipt, batch);
      }
    }
  }

  /** A row as other keys name it. */
  record Named(long publisher, long offset) {}

  /** Rows whose publishers are to be told, as they are committed; at most so many. */
  List<Named> decided(int max) {
    List<Named> found = new ArrayList<>();
    byte[] first = Keys.receiptDecided(0);
    try (Store.Scan scan = store.scan(Table.RECEIPTS, first, Keys.receiptDecided(-1))) {
      for (scan.seek(first); scan.valid() && found.size() < max; scan.next()) {
        found.add(named(scan, 0));
      }
    }
    return found;
  }

  /** Rows whose deadline has come, as they are committed; at most so many, each once. */
  List<Named> due(long nowMs, int max) {
    List<Named> found = new ArrayList<>();
    if (nowMs < nextDeadlineMs) {
      return found;
    }
    byte[] first = Keys.receiptDeadline(nextDeadlineMs, 0);
    try (Store.Scan scan =
        store.scan(Table.RECEIPTS, first, Keys.receiptDeadline(Long.MAX_VALUE, 0))) {
      scan.seek(first);
      while (scan.valid() && Keys.receiptDeadlineMs(scan.key()) <= nowMs && found.size() < max) {
        found.add(named(scan, 1));
        scan.next();
      }
      nextDeadlineMs = scan.valid() ? Keys.receiptDeadlineMs(scan.key()) : Long.MAX_VALUE;
    }
    return found;
  }

  private static Named named(Store.Scan scan, int numbersBefore) {
    long publisher = new ByteReader(scan.value()).varint();
    return new Named(publisher, Keys.numberBehind(scan.key(), numbersBefore));
  }

  private static byte[] number(long publisher) {
    return new ByteWriter(10).varint(publisher).toArray();
  }

  /** The commit stands. */
  void committed() {
    changed.clear();
    streams.trim(offsets -> false);
    counts.trim(count -> false);
  }
}
