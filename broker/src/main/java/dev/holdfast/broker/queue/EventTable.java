package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.Map;

/**
 * Stores the events: once per stream they are addressed to, those of one stream and commit packed
 * into one row (or a few, when they are large). Owned by the shard writer.
 */
final class EventTable {
  /** A row that has grown beyond this is closed and the next one begun, in bytes. */
  private static final int ROW_BYTES = 64 * 1024;

  private final Map<Long, EventCodec.RowWriter> open = new HashMap<>();

  void add(long stream, Event event, Store.Batch batch) {
    EventCodec.RowWriter row = open.get(stream);
    if (row != null && row.length() >= ROW_BYTES) {
      put(stream, row, batch);
      row = null;
    }
    if (row == null) {
      row = new EventCodec.RowWriter(event.offset(), event.body().length() + 64);
      open.put(stream, row);
    }
    row.add(event);
  }

  /** Writes the rows of the commit under way. */
  void flush(Store.Batch batch) {
    open.forEach((stream, row) -> put(stream, row, batch));
    open.clear();
  }

  private static void put(long stream, EventCodec.RowWriter row, Store.Batch batch) {
    batch.put(Table.EVENTS, Keys.two(stream, row.firstOffset()), row.value());
  }
}
