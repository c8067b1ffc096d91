package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for their time, in the order in which they are due; of those due at once the
 * one emitted first comes first. Owned by the shard writer.
 *
 * <pre>
 *   SCHEDULED  'd' due, offset   value: see LoneEvent
 *              'o' offset        value: varint due
 *   META       'd'               value: varint how many wait
 * </pre>
 */
final class Schedule {
  /** A crowd that is due together enters in parts, so that others are not held up by it. */
  static final int MAX_DUE = 4_000;

  private static final long MAX_DUE_BYTES = 4L << 20;

  private final Store store;
  private final long max;

  /** What the commit under way put or, when empty, took, by offset: the store shows it later. */
  private final Map<Long, Optional<Waiting>> changed = new HashMap<>();

  private long count;
  private boolean countChanged;

  /** None that waits comes before this; at first that is one that does. */
  private long nextDueMs = Long.MAX_VALUE;

  private long nextOffset;

  private record Waiting(long dueMs, Event event) {}

  /**
   * Over {@code store}.
   *
   * @param max how many may wait
   */
  Schedule(Store store, long max) {
    this.store = store;
    this.max = max;
    byte[] stored = store.get(Table.META, Keys.SCHEDULED_COUNT);
    this.count = stored == null ? 0 : new ByteReader(stored).varint();
    try (Store.Scan scan = store.scan(Table.SCHEDULED, Keys.due(0, 0), Keys.dueEnd())) {
      scan.seek(Keys.due(0, 0));
      next(scan);
    }
  }

  /** True when no more may wait. */
  boolean full() {
    return count >= max;
  }

  /** How many wait. */
  long count() {
    return count;
  }

  /** Has an event, which stands in no stream yet, wait until it is due. */
  void put(long dueMs, Event event, Store.Batch batch) {
    batch.put(Table.SCHEDULED, Keys.due(dueMs, event.offset()), LoneEvent.encode(event));
    batch.put(
        Table.SCHEDULED,
        Keys.scheduledAt(event.offset()),
        new ByteWriter(10).varint(dueMs).toArray());
    changed.put(event.offset(), Optional.of(new Waiting(dueMs, event)));
    count(1);
    if (dueMs < nextDueMs || (dueMs == nextDueMs && event.offset() < nextOffset)) {
      nextDueMs = dueMs;
      nextOffset = event.offset();
    }
  }

  /** Takes the event that was put at this offset; null when it does not wait any more. */
  @Nullable Event take(long offset, Store.Batch batch) {
    Waiting waiting = find(offset);
    if (waiting == null) {
      return null;
    }
    batch.delete(Table.SCHEDULED, Keys.due(waiting.dueMs(), offset));
    batch.delete(Table.SCHEDULED, Keys.scheduledAt(offset));
    changed.put(offset, Optional.empty());
    count(-1);
    return waiting.event();
  }

  /**
   * Takes an event back, if it waits and this is its publisher, or {@code who} may do so to all.
   */
  boolean cancel(LogRecord.Cancel cancel, Store.Batch batch) {
    Waiting waiting = find(cancel.scheduled());
    boolean allowed =
        waiting != null
            && waiting.event().publisher().namespace().equals(cancel.client().namespace())
            && (cancel.anyones() || waiting.event().publisher().equals(cancel.client()));
    return allowed && take(cancel.scheduled(), batch) != null;
  }

  private @Nullable Waiting find(long offset) {
    Optional<Waiting> underWay = changed.get(offset);
    if (underWay != null) {
      return underWay.orElse(null);
    }
    byte[] due = store.get(Table.SCHEDULED, Keys.scheduledAt(offset));
    if (due == null) {
      return null;
    }
    long dueMs = new ByteReader(due).varint();
    byte[] value = store.get(Table.SCHEDULED, Keys.due(dueMs, offset));
    if (value == null) {
      throw new Store.StoreException("the event scheduled at " + offset + " is missing", null);
    }
    return new Waiting(dueMs, LoneEvent.decode(0, offset, value));
  }

  /**
   * Records that have those enter that are due by now, or the first of them; each is returned once.
   * Between commits only.
   *
   * @param nowMs milliseconds since 1970
   */
  List<LogRecord.Enter> due(long nowMs) {
    if (nowMs < nextDueMs) {
      return List.of();
    }
    List<LogRecord.Enter> due = new ArrayList<>();
    byte[] first = Keys.due(nextDueMs, nextOffset);
    long bytes = 0;
    try (Store.Scan scan = store.scan(Table.SCHEDULED, first, Keys.dueEnd())) {
      scan.seek(first);
      while (scan.valid() && due.size() < MAX_DUE && bytes < MAX_DUE_BYTES) {
        if (Keys.dueMs(scan.key()) > nowMs) {
          break;
        }
        byte[] value = scan.value();
        bytes += value.length;
        due.add(enter(scan.key(), value, nowMs));
        scan.next();
      }
      next(scan);
    }
    return due;
  }

  private static LogRecord.Enter enter(byte[] key, byte[] value, long nowMs) {
    long offset = Keys.dueOffset(key);
    ClientKey publisher = LoneEvent.decode(0, offset, value).publisher();
    return new LogRecord.Enter(publisher, nowMs, offset);
  }

  private void next(Store.Scan scan) {
    boolean any = scan.valid();
    nextDueMs = any ? Keys.dueMs(scan.key()) : Long.MAX_VALUE;
    nextOffset = any ? Keys.dueOffset(scan.key()) : 0;
  }

  private void count(int change) {
    count += change;
    countChanged = true;
  }

  /** Writes the rest of the commit under way. */
  void flush(Store.Batch batch) {
    if (countChanged) {
      batch.put(Table.META, Keys.SCHEDULED_COUNT, new ByteWriter(10).varint(count).toArray());
      countChanged = false;
    }
  }

  /** The commit stands. */
  void committed() {
    changed.clear();
  }
}
