package dev.holdfast.broker.queue;

import java.util.Map;
import java.util.TreeMap;

/**
 * The streams that clients share, of rooms and of everyone, as they stand, a portion at a time:
 * they are stored by name, and a portion is in the order of their numbers, in which all else is.
 * Part of a {@link Sweep}; used once.
 */
final class SharedStreams implements AutoCloseable {
  /** A few megabytes of names. */
  private static final int PORTION = 20_000;

  private final Store.Scan scan;

  SharedStreams(Store store) {
    this.scan = store.scan(Table.STREAMS, new byte[0], new byte[] {-1});
    scan.seek(new byte[0]);
  }

  /** The next of them by number; empty when there are no more. */
  Map<Long, StreamName> next() {
    Map<Long, StreamName> streams = new TreeMap<>();
    for (; scan.valid() && streams.size() < PORTION; scan.next()) {
      StreamName name = Keys.streamName(scan.key());
      if (name.kind() == StreamName.Kind.ROOM || name.kind() == StreamName.Kind.EVERYONE) {
        streams.put(Keys.number(scan.value(), 0), name);
      }
    }
    return streams;
  }

  @Override
  public void close() {
    scan.close();
  }
}
