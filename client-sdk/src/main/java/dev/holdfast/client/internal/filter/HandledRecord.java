package dev.holdfast.client.internal.filter;

import dev.holdfast.protocol.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the file of the filter. The first octet of a record is its kind; numbers are
 * big-endian.
 *
 * <pre>
 *   0 header    "HFHD", version (1 octet), the rest: identity
 *   1 handled   offset (8 octets), the rest: history
 *   2 up to     offset (8 octets), the rest: history
 * </pre>
 *
 * @param allUpTo true when all before this one are handled too
 */
record HandledRecord(boolean allUpTo, Offset offset) {
  static final int VERSION = 2;

  /** The first with marks of what is synced. */
  static final int MARKED_VERSION = 2;

  private static final int MAGIC = 0x48464844;

  byte[] encode() {
    byte[] history = offset.history().getBytes(StandardCharsets.UTF_8);
    ByteBuffer record = ByteBuffer.allocate(1 + Long.BYTES + history.length);
    return record.put((byte) (allUpTo ? 2 : 1)).putLong(offset.number()).put(history).array();
  }

  /** Null when it is no such record. */
  static @Nullable HandledRecord decode(Bytes body) {
    boolean known = body.length() > 1 + Long.BYTES && (body.at(0) == 1 || body.at(0) == 2);
    if (!known) {
      return null;
    }
    long number = ByteBuffer.wrap(body.array(), body.from() + 1, Long.BYTES).getLong();
    String history = body.slice(1 + Long.BYTES, body.length()).toUtf8();
    return new HandledRecord(body.at(0) == 2, new Offset(history, number));
  }

  /**
   * The first record of a file.
   *
   * @param version of the format
   * @param identity whose filter it is
   */
  record Header(int version, String identity) {
    byte[] encode() {
      byte[] text = identity.getBytes(StandardCharsets.UTF_8);
      ByteBuffer record = ByteBuffer.allocate(2 + Integer.BYTES + text.length);
      return record.put((byte) 0).putInt(MAGIC).put((byte) version).put(text).array();
    }

    /** Null when it is none. */
    static @Nullable Header decode(Bytes body) {
      ByteBuffer record = ByteBuffer.wrap(body.toArray());
      try {
        if (record.get() != 0 || record.getInt() != MAGIC) {
          return null;
        }
        int version = record.get();
        return new Header(version, StandardCharsets.UTF_8.decode(record.slice()).toString());
      } catch (BufferUnderflowException tooShort) {
        return null;
      }
    }
  }
}
