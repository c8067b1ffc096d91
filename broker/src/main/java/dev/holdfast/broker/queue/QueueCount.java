package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * How much waits in the queue of one client after an offset, in all its streams together. At most:
 * an event that stands in two of them counts twice, and one that leaves the client out counts too.
 * Used by one thread, on one state of the store.
 */
final class QueueCount {
  private final Store.Scan events;
  private final long begin;
  private final List<Part> parts = new ArrayList<>();

  /**
   * A stretch of a stream.
   *
   * @param total what the stream had with the last event of the stretch
   */
  private record Part(long stream, long joined, long last, StreamCount total) {}

  /**
   * Of no stream yet.
   *
   * @param begin nothing up to this offset is delivered any more
   */
  QueueCount(Store.Scan events, long begin) {
    this.events = events;
    this.begin = begin;
  }

  /**
   * The queue of a client, all its streams together, without what was dropped of it though it may
   * be stored.
   *
   * @param client its number
   * @param cursor its row in CURSORS
   */
  static QueueCount of(Store store, long client, byte[] cursor, Store.Scan events) {
    ByteReader in = new ByteReader(cursor);
    long everyone = in.varint();
    GapList dropped = new GapTable(store).read(client);
    long begin = Math.max(in.varint(), dropped.floor(QueueGap.Hole.QUEUE));
    QueueCount queue = new QueueCount(events, begin);
    queue.add(client, dropped.floor(QueueGap.Hole.INBOX), Membership.OPEN);
    if (everyone != 0) {
      queue.add(everyone, 0, Membership.OPEN);
    }
    byte[] first = Keys.one(client);
    try (Store.Scan members = store.scan(Table.MEMBERS, first, Keys.one(client + 1))) {
      for (members.seek(first); members.valid(); members.next()) {
        byte[] key = members.key();
        byte[] row = members.value();
        if (!MemberRow.isBanished(row)) {
          queue.add(Keys.number(key, 1), Keys.number(key, 2), MemberRow.left(row));
        }
      }
    }
    return queue;
  }

  /** Adds the events of a stream after {@code joined} and before {@code left}. */
  void add(long stream, long joined, long left) {
    StreamCount total = StreamCounts.total(events, stream);
    StreamCount upTo = left == Membership.OPEN ? null : StreamCounts.upTo(events, stream, left - 1);
    parts.add(new Part(stream, joined, left - 1, upTo == null ? total : upTo));
  }

  /** Nothing up to this offset is delivered any more. */
  long begin() {
    return begin;
  }

  /** What waits. */
  StreamCount waiting() {
    return after(begin);
  }

  /** What waits after an offset. */
  StreamCount after(long offset) {
    StreamCount count = StreamCount.NONE;
    for (Part part : parts) {
      long after = Math.max(offset, part.joined());
      StreamCount before =
          after >= part.last() ? null : StreamCounts.upTo(events, part.stream(), after);
      if (before != null) {
        count = count.plus(part.total().minus(before));
      }
    }
    return count;
  }

  /**
   * Where a gap begins that was left before an offset and ends after it; the offset when there is
   * none. What it stands for was not told, though later events of other streams were acknowledged.
   */
  long gapBefore(long offset) {
    long from = offset;
    for (Part part : parts) {
      events.seek(Keys.two(part.stream(), offset + 1), Keys.one(part.stream() + 1));
      if (offset < part.last() && isOnRow(part.stream()) && header().gap()) {
        from = Math.min(from, Math.max(header().first() - 1, part.joined()));
      }
    }
    return from;
  }

  /** True when all that waits up to an offset came before a time, in milliseconds since 1970. */
  boolean isOlder(long after, long upTo, long timeMs) {
    for (Part part : parts) {
      long from = Math.max(after, part.joined());
      long to = Math.min(upTo, part.last());
      if (from < to && hasYounger(part.stream(), from, to, timeMs)) {
        return false;
      }
    }
    return true;
  }

  /** Times go with offsets, but for clocks that were set: so the last row up to there decides. */
  private boolean hasYounger(long stream, long after, long upTo, long timeMs) {
    events.seek(Keys.two(stream, upTo));
    if (isOnRow(stream) && header().first() <= upTo) {
      return header().times().latest() >= timeMs;
    }
    events.seekFloor(Keys.two(stream, upTo));
    return isOnRow(stream) && header().last() > after && header().times().latest() >= timeMs;
  }

  private boolean isOnRow(long stream) {
    return events.valid() && Keys.number(events.key(), 0) == stream;
  }

  private RowHeader header() {
    return RowHeader.read(Keys.number(events.key(), 1), new ByteReader(events.value()));
  }
}
