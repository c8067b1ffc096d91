package dev.holdfast.broker.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Looks through one file of RocksDB's write-ahead log for damage that is not at its end. A torn end
 * is what a power cut leaves of writes that were not synced, and recovery stops there; but it stops
 * just so at a damaged record in the middle, and then what follows is lost without a word.
 *
 * <pre>
 *   blocks of 32 KiB, each of records and at most 6 bytes that are left over
 *   +---------------+-----------+---------+---------+
 *   | CRC32C masked | length    | type    | payload |
 *   | 4 bytes, LE   | 2, LE     | 1       |         |
 *   +---------------+-----------+---------+---------+   the sum is of type and payload
 * </pre>
 */
final class WriteAheadLog {
  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int HEADER_BYTES = 7;
  private static final int CRC_MASK_DELTA = 0xa282ead8;
  private static final long NONE = -1;

  private long damagedAt = NONE;
  private boolean recordsFollow;

  private WriteAheadLog() {}

  /**
   * Where the first record stands that cannot be read while a later one can.
   *
   * @return its place in the file in bytes, or -1 when there is none
   */
  static long damageBeforeItsEnd(Path file) throws IOException {
    WriteAheadLog log = new WriteAheadLog();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (long at = 0; at < channel.size() && !log.recordsFollow; at += BLOCK_BYTES) {
        read(channel, block, at);
        log.block(block, at);
      }
    }
    return log.recordsFollow ? log.damagedAt : NONE;
  }

  private static void read(FileChannel channel, ByteBuffer block, long at) throws IOException {
    block.clear();
    int wanted = (int) Math.min(BLOCK_BYTES, channel.size() - at);
    block.limit(wanted);
    while (block.hasRemaining()) {
      if (channel.read(block, at + block.position()) < 0) {
        throw new EOFException("the file became shorter");
      }
    }
    block.flip();
  }

  /** After damage the next record is wherever one begins that is whole. */
  private void block(ByteBuffer block, long blockAt) {
    while (block.remaining() >= HEADER_BYTES && !recordsFollow) {
      int at = block.position();
      int length = Short.toUnsignedInt(block.getShort(at + 4));
      if (isWhole(block, at, length)) {
        recordsFollow = damagedAt != NONE;
        block.position(at + HEADER_BYTES + length);
      } else {
        damagedAt = damagedAt == NONE ? blockAt + at : damagedAt;
        block.position(at + 1);
      }
    }
  }

  private static boolean isWhole(ByteBuffer block, int at, int length) {
    int type = block.get(at + 6);
    if (type == 0 || block.remaining() < HEADER_BYTES + length) {
      return false;
    }
    CRC32C sum = new CRC32C();
    sum.update(block.duplicate().position(at + 6).limit(at + HEADER_BYTES + length));
    int crc = (int) sum.getValue();
    int masked = Integer.rotateRight(crc, 15) + CRC_MASK_DELTA;
    return masked == block.getInt(at);
  }
}
