package dev.holdfast.broker.queue;

/**
 * Finds places in one room by the time of its events: a search over its rows, each of which says
 * when its newest event came. Times that are out of order, as after a clock was set back, let it
 * end at one of the places where that time begins; it always ends. Used by one thread.
 */
final class RoomTimes implements AutoCloseable {
  private final Membership room;
  private final Store.Scan scan;

  RoomTimes(Store store, Membership room) {
    this.room = room;
    this.scan = store.scan(Table.EVENTS, key(0), Keys.one(room.stream() + 1));
  }

  /** The offset behind which a place is; for a time after the last event's, that event's. */
  long offset(Place place) {
    return place.byTime() ? before(place.timeMs()) : place.offset();
  }

  /**
   * The offset after which everything that was emitted is there, but what has expired: events up to
   * it may have been removed.
   *
   * @param end the log's end
   */
  long begins(long end) {
    scan.seek(key(0));
    while (scan.valid() && row().header().gap()) {
      scan.next();
    }
    return scan.valid() ? row().header().first() - 1 : end;
  }

  /** The offset before the first event of this time or later. */
  private long before(long timeMs) {
    scan.seekFloor(key(Long.MAX_VALUE));
    if (!scan.valid()) {
      return 0;
    }
    long low = 0;
    long high = last() + 1;
    // No row that ends before low has the time; the first that ends at high or later has it, or
    // there is none.
    while (low < high) {
      long middle = (low + high) >>> 1;
      scan.seek(key(middle));
      if (!scan.valid() || row().header().times().latest() >= timeMs) {
        high = middle;
      } else {
        low = last() + 1;
      }
    }
    scan.seek(key(low));
    return scan.valid() ? within(row(), timeMs) : low - 1;
  }

  private static long within(RowReader row, long timeMs) {
    for (Event event = row.next(-1); event != null; event = row.next(-1)) {
      if (event.timeMs() >= timeMs) {
        return event.offset() - 1;
      }
    }
    return row.header().last();
  }

  private RowReader row() {
    return new RowReader(room.stream(), room.name(), last(), scan.value());
  }

  private long last() {
    return Keys.number(scan.key(), 1);
  }

  private byte[] key(long offset) {
    return Keys.two(room.stream(), offset);
  }

  @Override
  public void close() {
    scan.close();
  }
}
