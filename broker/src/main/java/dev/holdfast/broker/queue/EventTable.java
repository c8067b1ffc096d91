package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores the events: once per stream they are addressed to, those of one stream and commit packed
 * into one row (or a few, when they are large). Each row carries what its stream has had before, so
 * that how much waits after a cursor is known from two rows. Owned by the shard writer.
 */
final class EventTable {
  /** A row that has grown beyond this is closed and the next one begun, in bytes. */
  private static final int ROW_BYTES = 64 * 1024;

  private static final int CACHED_STREAMS = 50_000;

  private final Store store;

  /** What streams have had with their last row that is written, or in the batch. */
  private final BoundedCache<Long, StreamCount> totals = new BoundedCache<>(CACHED_STREAMS);

  /** The streams of the commit under way. */
  private final Map<Long, Open> open = new HashMap<>();

  /** For streams whose count is not in memory; made when a commit first needs it. */
  private Store.@Nullable Scan scan;

  EventTable(Store store) {
    this.store = store;
  }

  /** A stream that the commit under way adds to. */
  private static final class Open {
    /** What it had before the commit. */
    private final StreamCount start;

    private RowWriter row;

    /** Some of its rows are in the batch. */
    private boolean written;

    Open(StreamCount start, RowWriter row) {
      this.start = start;
      this.row = row;
    }
  }

  /** Adds an event to a stream; returns the bytes it takes there. */
  int add(long stream, Event event, Store.Batch batch) {
    Open to = open.get(stream);
    if (to == null) {
      StreamCount start = written(stream);
      to = new Open(start, rowFor(event, start));
      open.put(stream, to);
    } else if (to.row.length() >= ROW_BYTES) {
      put(stream, to.row, batch);
      to.written = true;
      to.row = rowFor(event, to.row.after());
    }
    int before = to.row.length();
    to.row.add(event);
    return to.row.length() - before;
  }

  /** The events of the first row after an offset that has any, as they stood before the commit. */
  List<InboxMeter.Placed> firstRow(long stream, long after) {
    Store.Scan rows = scan();
    for (rows.seek(Keys.two(stream, after + 1)); rows.valid(); rows.next()) {
      byte[] key = rows.key();
      if (Keys.number(key, 0) != stream) {
        return List.of();
      }
      List<InboxMeter.Placed> row = RowReader.placed(Keys.number(key, 1), rows.value());
      if (!row.isEmpty()) {
        return row;
      }
    }
    return List.of();
  }

  /**
   * What a row stands for whose events have expired, if it is the next of a stream after an offset,
   * the commit under way left aside; else null. It counts for nothing in {@link #pending}.
   */
  @Nullable Gap gapAfter(long stream, long offset) {
    Store.Scan rows = scan();
    rows.seek(Keys.two(stream, offset + 1), Keys.one(stream + 1));
    if (!rows.valid() || Keys.number(rows.key(), 0) != stream || !RowHeader.isGap(rows.value())) {
      return null;
    }
    return RowReader.gap(Keys.number(rows.key(), 1), rows.value());
  }

  /** True when nothing is stored of a stream, the commit under way included. */
  boolean isEmpty(long stream) {
    if (open.containsKey(stream)) {
      return false;
    }
    Store.Scan rows = scan();
    rows.seek(Keys.one(stream), Keys.one(stream + 1));
    return !rows.valid() || Keys.number(rows.key(), 0) != stream;
  }

  /** What the commit under way has added to a stream is not stored: nobody is to read it. */
  void dropUnderWay(long stream, Store.Batch batch) {
    Open dropped = open.remove(stream);
    totals.remove(stream);
    if (dropped != null && dropped.written) {
      batch.deleteRange(Table.EVENTS, Keys.one(stream), Keys.one(stream + 1));
    }
  }

  /** The number of a stream that is empty is not used any more. */
  void retired(long stream) {
    totals.remove(stream);
  }

  private static RowWriter rowFor(Event event, StreamCount before) {
    return new RowWriter(event.offset(), before, event.body().length() + 64);
  }

  /** Writes the rows of the commit under way. */
  void flush(Store.Batch batch) {
    open.forEach((stream, to) -> put(stream, to.row, batch));
    open.clear();
    if (scan != null) {
      scan.close();
      scan = null;
    }
  }

  void committed() {
    totals.trim(count -> false);
  }

  private void put(long stream, RowWriter row, Store.Batch batch) {
    batch.put(Table.EVENTS, Keys.two(stream, row.last()), row.value());
    totals.put(stream, row.after());
  }

  /**
   * What is in the stream after an offset, with what the commit under way has added. An offset
   * within this commit counts as one before it.
   */
  StreamCount pending(long stream, long after) {
    Open to = open.get(stream);
    StreamCount total = to == null ? written(stream) : to.row.after();
    StreamCount stored = StreamCounts.upTo(scan(), stream, after);
    StreamCount start = to == null ? total : to.start;
    return total.minus(stored == null ? start : stored);
  }

  /** A stream without rows begins at nothing again: only differences between its rows count. */
  private StreamCount written(long stream) {
    StreamCount known = totals.get(stream);
    if (known == null) {
      known = StreamCounts.total(scan(), stream);
      totals.put(stream, known);
    }
    return known;
  }

  private Store.Scan scan() {
    Store.Scan standing = scan;
    if (standing == null) {
      standing = StreamCounts.scan(store);
      scan = standing;
    }
    return standing;
  }
}
