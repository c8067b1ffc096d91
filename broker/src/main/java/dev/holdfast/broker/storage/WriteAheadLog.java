package dev.holdfast.broker.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file of RocksDB's write-ahead log, also what stands behind a place that cannot be read,
 * where RocksDB stops.
 *
 * <pre>
 *   blocks of 32 KiB, each of fragments and at most 6 bytes that are left over
 *   +---------------+-----------+---------+---------+
 *   | CRC32C masked | length    | type    | payload |   type 1 a whole batch, or its
 *   | 4 bytes, LE   | 2, LE     | 1       |         |   2 first, 3 middle, 4 last part
 *   +---------------+-----------+---------+---------+   the sum is of type and payload
 * </pre>
 *
 * <p>Behind damage it goes on where the damaged length says, if a whole fragment stands there, and
 * else at the next place in the block where one does.
 */
final class WriteAheadLog {
  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int HEADER_BYTES = 7;
  private static final int CRC_MASK_DELTA = 0xa282ead8;
  private static final int WHOLE = 1;
  private static final int FIRST = 2;
  private static final int LAST = 4;

  /** Told of everything in the order of the file. Places are in bytes from its beginning. */
  interface Reader {
    /** All of a batch is there. */
    void whole(long at, LoggedBatch batch);

    /** Of a batch only the beginning is there. */
    void begun(LoggedBatch batch);

    /** Here something else stands than must; the end of the file, too, if it is inside a batch. */
    void broken(long at);
  }

  private final Reader reader;
  private final CRC32C sum = new CRC32C();

  /** The batch that has begun and not ended. */
  private boolean inBatch;

  private long batchAt;
  private final byte[] head = new byte[LoggedBatch.HEAD_BYTES];
  private int headLength;

  private WriteAheadLog(Reader reader) {
    this.reader = reader;
  }

  static void read(Path file, Reader reader) throws IOException {
    WriteAheadLog log = new WriteAheadLog(reader);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (long at = 0; at < size; at += BLOCK_BYTES) {
        fill(block, channel, at, (int) Math.min(BLOCK_BYTES, size - at));
        log.block(block, at);
      }
      log.end(size);
    }
  }

  private static void fill(ByteBuffer block, FileChannel channel, long at, int length)
      throws IOException {
    block.clear().limit(length);
    while (block.hasRemaining()) {
      if (channel.read(block, at + block.position()) < 0) {
        throw new EOFException("the file became shorter");
      }
    }
    block.flip();
  }

  private void block(ByteBuffer block, long blockAt) {
    while (block.remaining() >= HEADER_BYTES) {
      int at = block.position();
      if (isWhole(block, at)) {
        int length = length(block, at);
        fragment(blockAt + at, block.get(at + 6), block.slice(at + HEADER_BYTES, length));
        block.position(at + HEADER_BYTES + length);
      } else {
        broken(blockAt + at);
        block.position(next(block, at));
      }
    }
    if (block.hasRemaining() && block.limit() < BLOCK_BYTES) {
      broken(blockAt + block.position());
    }
  }

  private static int length(ByteBuffer block, int at) {
    return Short.toUnsignedInt(block.getShort(at + 4));
  }

  private boolean isWhole(ByteBuffer block, int at) {
    int length = length(block, at);
    int type = block.get(at + 6);
    if (type < WHOLE || type > LAST || block.limit() - at < HEADER_BYTES + length) {
      return false;
    }
    sum.reset();
    sum.update(block.slice(at + 6, 1 + length));
    int masked = Integer.rotateRight((int) sum.getValue(), 15) + CRC_MASK_DELTA;
    return masked == block.getInt(at);
  }

  /** Where to go on after something at this place that is not whole. */
  private int next(ByteBuffer block, int at) {
    int led = at + HEADER_BYTES + length(block, at);
    if (hasWhole(block, led)) {
      return led;
    }
    int next = at + 1;
    while (next + HEADER_BYTES <= block.limit() && !isWhole(block, next)) {
      next++;
    }
    return hasWhole(block, next) ? next : block.limit();
  }

  private boolean hasWhole(ByteBuffer block, int at) {
    return at + HEADER_BYTES <= block.limit() && isWhole(block, at);
  }

  private void fragment(long at, int type, ByteBuffer payload) {
    if (type == WHOLE || type == FIRST) {
      end(at);
      inBatch = true;
      batchAt = at;
      headLength = 0;
    } else if (!inBatch) {
      broken(at);
      return;
    }
    int taken = Math.min(head.length - headLength, payload.remaining());
    payload.get(head, headLength, taken);
    headLength += taken;
    if (type == WHOLE || type == LAST) {
      inBatch = false;
      whole(LoggedBatch.of(head, headLength));
    }
  }

  private void whole(@Nullable LoggedBatch batch) {
    if (batch == null) {
      reader.broken(batchAt);
    } else {
      reader.whole(batchAt, batch);
    }
  }

  /** No batch goes on here. */
  private void end(long at) {
    if (inBatch) {
      broken(at);
    }
  }

  private void broken(long at) {
    if (inBatch) {
      inBatch = false;
      LoggedBatch begun = LoggedBatch.of(head, headLength);
      if (begun != null) {
        reader.begun(begun);
      }
      reader.broken(batchAt);
    } else {
      reader.broken(at);
    }
  }
}
