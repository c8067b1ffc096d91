package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * How much is stored of a stream, found in two of its rows however many there are: each carries
 * what the stream had before it. Any thread.
 */
final class StreamCounts {
  private StreamCounts() {}

  /** A scan for the other methods here. */
  static Store.Scan scan(Store store) {
    return store.scan(Table.EVENTS, new byte[0], Keys.one(-1));
  }

  /** What is stored of a stream after an offset. */
  static StreamCount pending(Store.Scan events, long stream, long after) {
    StreamCount before = upTo(events, stream, after);
    return before == null ? StreamCount.NONE : total(events, stream).minus(before);
  }

  /** What a stream has had with its last row; nothing when it has no row. */
  static StreamCount total(Store.Scan events, long stream) {
    events.seekFloor(Keys.two(stream, Long.MAX_VALUE), Keys.one(stream));
    if (!events.valid()) {
      return StreamCount.NONE;
    }
    byte[] key = events.key();
    long last = Keys.number(key, 1);
    return Keys.number(key, 0) == stream ? RowReader.total(last, events.value()) : StreamCount.NONE;
  }

  /** What a stream has had up to an offset; null when nothing is stored after that. */
  static @Nullable StreamCount upTo(Store.Scan events, long stream, long offset) {
    events.seek(Keys.two(stream, offset + 1), Keys.one(stream + 1));
    if (!events.valid()) {
      return null;
    }
    byte[] key = events.key();
    return Keys.number(key, 0) == stream
        ? RowReader.countUpTo(offset, Keys.number(key, 1), events.value())
        : null;
  }
}
