package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of events that were read last, decoded: when the members of a room come back together,
 * each row is decoded once, and the wire forms made for one of them serve all. A row never changes
 * and its key is never used again, but for one case: a gap may take the place of events that have
 * expired. So of rows that expire it is looked whether they still stand there. Bounded in bytes;
 * any thread.
 */
final class RecentRows {
  /** A row that would push out more than this part of the others is not kept. */
  private static final int LARGEST_PART = 4;

  private final long maxBytes;

  /** The longest unused first. Guarded by this, as are the bytes they hold. */
  private final Map<Key, Row> rows = new LinkedHashMap<>(64, 0.75f, true);

  private long bytes;

  private record Key(long stream, long last) {}

  /**
   * A row, decoded.
   *
   * @param expires true when each of its events does some day
   */
  private record Row(List<Event> events, long weight, boolean expires) {}

  /**
   * Keeps nothing yet.
   *
   * @param maxBytes roughly the most memory the rows take, delivered events with their wire forms
   */
  RecentRows(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The events of the row that the scan stands on, in order.
   *
   * @param stream of the row, as a membership of whoever reads
   * @param last what its key ends with
   */
  List<Event> read(Membership stream, long last, Store.Scan scan) {
    Key key = new Key(stream.stream(), last);
    Row known = known(key);
    if (known != null && !known.expires()) {
      return known.events();
    }
    byte[] value = scan.value();
    if (RowHeader.isGap(value)) {
      return decoded(stream, last, value).events();
    }
    return known != null ? known.events() : keep(key, decoded(stream, last, value));
  }

  private synchronized @Nullable Row known(Key key) {
    return rows.get(key);
  }

  private static Row decoded(Membership stream, long last, byte[] value) {
    RowReader in = new RowReader(stream.stream(), stream.name(), last, value);
    List<Event> events = new ArrayList<>();
    long weight = 0;
    for (Event event = in.next(-1); event != null; event = in.next(-1)) {
      events.add(event);
      weight += event.tailWeight();
    }
    boolean expires = in.header().times().expiry() != RowHeader.Times.NEVER;
    return new Row(events, weight, expires);
  }

  /** Of two threads that decoded the same row, both go on with the one that was first. */
  private synchronized List<Event> keep(Key key, Row row) {
    if (row.weight() > maxBytes / LARGEST_PART) {
      return row.events();
    }
    Row first = rows.putIfAbsent(key, row);
    if (first != null) {
      return first.events();
    }
    bytes += row.weight();
    Iterator<Row> eldestFirst = rows.values().iterator();
    while (bytes > maxBytes) {
      bytes -= eldestFirst.next().weight();
      eldestFirst.remove();
    }
    return row.events();
  }

  /** Roughly the memory the rows take. */
  synchronized long bytes() {
    return bytes;
  }
}
