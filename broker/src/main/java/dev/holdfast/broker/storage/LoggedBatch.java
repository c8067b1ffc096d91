package dev.holdfast.broker.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One batch in RocksDB's write-ahead log: what its first bytes say. RocksDB numbers every change;
 * the numbers go on from batch to batch, without a hole. Each of our batches begins with a mark,
 * which RocksDB keeps in the log only: up to which change all had been synced when the batch was
 * written.
 *
 * <pre>
 *   +--------------+------------+------+--------+--------+-----------------+
 *   | first change | changes    | 0x03 | 12     | "SYNC" | synced up to    | changes ...
 *   | 8 bytes, LE  | 4, LE      | 1    | 1      | 4      | 8, big-endian   |
 *   +--------------+------------+------+--------+--------+-----------------+
 * </pre>
 *
 * @param first the number of its first change
 * @param changes how many it has; 0 of one that is only a mark
 * @param syncedUpTo 0 when it says nothing of it
 */
record LoggedBatch(long first, long changes, long syncedUpTo) {
  /** So many bytes of a batch tell all this, or all that there is of a shorter one. */
  static final int HEAD_BYTES = 26;

  private static final int COUNTS_BYTES = 12;
  private static final byte LOG_DATA = 3;
  private static final int NAME = 0x53594e43;
  private static final byte MARK_BYTES = Integer.BYTES + Long.BYTES;

  /** The mark that all changes up to this number are synced. */
  static byte[] mark(long syncedUpTo) {
    return ByteBuffer.allocate(MARK_BYTES).putInt(NAME).putLong(syncedUpTo).array();
  }

  /**
   * Reads the beginning of a batch.
   *
   * @return null when it is too short for any
   */
  static @Nullable LoggedBatch of(byte[] head, int length) {
    if (length < COUNTS_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(head, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    long first = in.getLong();
    long changes = Integer.toUnsignedLong(in.getInt());
    return new LoggedBatch(first, changes, syncedUpTo(in.order(ByteOrder.BIG_ENDIAN), first));
  }

  /** A mark can only be of what came before its batch. */
  private static long syncedUpTo(ByteBuffer in, long first) {
    boolean marked =
        in.remaining() >= HEAD_BYTES - COUNTS_BYTES
            && in.get() == LOG_DATA
            && in.get() == MARK_BYTES
            && in.getInt() == NAME;
    long upTo = marked ? in.getLong() : 0;
    return upTo < first ? upTo : 0;
  }

  /** The number of its last change; of one without any, the last before it. */
  long last() {
    return first + changes - 1;
  }
}
