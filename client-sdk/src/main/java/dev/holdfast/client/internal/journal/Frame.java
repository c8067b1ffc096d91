package dev.holdfast.client.internal.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record stands in a file, all numbers big-endian:
 *
 * <pre>
 *   0        4         8          12
 *   | "HOLD" | length  | checksum | body: length bytes |
 * </pre>
 *
 * The checksum is the CRC-32C of the length and the body. By the marker a record is found again
 * behind one that cannot be read.
 */
final class Frame {
  static final int MARKER = 0x484F4C44;
  static final int HEADER_BYTES = 12;

  private Frame() {}

  static ByteBuffer encode(byte[] body) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + body.length);
    frame.putInt(MARKER).putInt(body.length).putInt(checksum(ByteBuffer.wrap(body))).put(body);
    return frame.flip();
  }

  private static int checksum(ByteBuffer body) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, body.remaining()));
    checksum.update(body);
    return (int) checksum.getValue();
  }

  /** Bytes of the record's body at this place, or -1 when no whole, undamaged record is there. */
  static int bodyLength(ByteBuffer content, int at) {
    if (content.limit() - at < HEADER_BYTES || content.getInt(at) != MARKER) {
      return -1;
    }
    int length = content.getInt(at + 4);
    if (length < 0 || length > content.limit() - at - HEADER_BYTES) {
      return -1;
    }
    int checksum = checksum(content.slice(at + HEADER_BYTES, length));
    return checksum == content.getInt(at + 8) ? length : -1;
  }

  /** The place of the next undamaged record from here on, or -1. */
  static int find(ByteBuffer content, int from) {
    for (int at = from; at <= content.limit() - HEADER_BYTES; at++) {
      if (bodyLength(content, at) >= 0) {
        return at;
      }
    }
    return -1;
  }
}
