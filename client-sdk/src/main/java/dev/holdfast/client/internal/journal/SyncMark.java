package dev.holdfast.client.internal.journal;

import dev.holdfast.protocol.Bytes;
import java.nio.ByteBuffer;

/**
 * A record that says up to where its file was on disk when it was written: the octet 127 and that
 * place (8 octets). It is the first that is written after a sync. What stands behind the last such
 * place may have reached the disk in any order before a loss of power, so a hole is no damage there
 * even where good records follow.
 */
final class SyncMark {
  private static final byte KIND = 127;
  private static final int BYTES = 1 + Long.BYTES;

  private SyncMark() {}

  static byte[] of(long synced) {
    return ByteBuffer.allocate(BYTES).put(KIND).putLong(synced).array();
  }

  /** What a record says; -1 when it is no such mark. */
  static long read(Bytes body) {
    boolean mark = body.length() == BYTES && body.at(0) == KIND;
    return mark ? ByteBuffer.wrap(body.array(), body.from() + 1, Long.BYTES).getLong() : -1;
  }
}
