package dev.holdfast.broker.queue;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which sequence numbers of which publisher were stored, and where: by this a resend is known and
 * gets its first position again (P5). A row holds a run of consecutive sequence numbers, so rows of
 * one publisher never overlap and the row of a number is the last one that starts at or before it:
 *
 * <pre>
 *   key client, first sequence number    value the offsets: signed the first, then signed differences
 * </pre>
 *
 * Numbers older than the window are dropped, in one range delete per half window. Owned by the
 * shard writer.
 */
final class PublishedTable {
  private static final int MAX_RUN = 4096;

  private final Store store;
  private final int window;

  /**
   * Over {@code store}.
   *
   * @param window how many sequence numbers back a resend is known at least
   */
  PublishedTable(Store store, int window) {
    this.store = store;
    this.window = window;
  }

  /** Where the event with this sequence number was stored, or null when it was not. */
  @Nullable Long find(ClientState publisher, long seq) {
    Long pending = publisher.published.get(seq);
    if (pending != null || seq > publisher.lastSeq) {
      return pending;
    }
    byte[] lower = Keys.two(publisher.number, 0);
    byte[] key = Keys.two(publisher.number, seq);
    try (Store.Scan scan =
        store.scan(Table.PUBLISHED, lower, Keys.two(publisher.number, seq + 1))) {
      scan.seekFloor(key);
      return scan.valid() ? offsetIn(scan.value(), seq - Keys.number(scan.key(), 1)) : null;
    }
  }

  /** The greatest sequence number stored of a publisher, or -1. */
  long lastSeq(long client) {
    try (Store.Scan scan =
        store.scan(Table.PUBLISHED, Keys.two(client, 0), Keys.two(client, Long.MAX_VALUE))) {
      scan.seekFloor(Keys.two(client, Long.MAX_VALUE));
      if (!scan.valid()) {
        return -1;
      }
      ByteReader offsets = new ByteReader(scan.value());
      long seq = Keys.number(scan.key(), 1) - 1;
      while (!offsets.atEnd()) {
        offsets.signed();
        seq++;
      }
      return seq;
    }
  }

  /** Writes what the commit under way stored of this publisher. */
  void flush(ClientState publisher, Store.Batch batch) {
    ByteWriter row = new ByteWriter(64);
    long rowStart = -1;
    long rowEnd = -1;
    long previousOffset = 0;
    for (Map.Entry<Long, Long> entry : publisher.published.entrySet()) {
      long seq = entry.getKey();
      if (seq != rowEnd || rowEnd - rowStart >= MAX_RUN) {
        if (rowStart >= 0) {
          batch.put(Table.PUBLISHED, Keys.two(publisher.number, rowStart), row.toArray());
        }
        row = new ByteWriter(64);
        rowStart = seq;
        previousOffset = 0;
      }
      row.signed(entry.getValue() - previousOffset);
      previousOffset = entry.getValue();
      rowEnd = seq + 1;
    }
    batch.put(Table.PUBLISHED, Keys.two(publisher.number, rowStart), row.toArray());
    publisher.published.clear();
    prune(publisher, batch);
  }

  private void prune(ClientState publisher, Store.Batch batch) {
    // A row may reach MAX_RUN numbers beyond its key: keep that many more.
    long below = publisher.lastSeq - window - MAX_RUN;
    if (below - publisher.prunedBelow < window / 2) {
      return;
    }
    batch.deleteRange(
        Table.PUBLISHED, Keys.two(publisher.number, 0), Keys.two(publisher.number, below));
    publisher.prunedBelow = below;
  }

  private static @Nullable Long offsetIn(byte[] row, long index) {
    ByteReader offsets = new ByteReader(row);
    long offset = 0;
    for (long i = 0; !offsets.atEnd(); i++) {
      offset += offsets.signed();
      if (i == index) {
        return offset;
      }
    }
    return null;
  }
}
