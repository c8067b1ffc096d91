package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Store.StoreException;
import dev.holdfast.broker.queue.Table;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * Rows of events as they stand in the database: compressed, where that pays, before RocksDB sees
 * them. So the write-ahead log, memtables, cached blocks and table files are all smaller at once,
 * and the repetition among the events of a row costs next to nothing.
 *
 * <pre>
 *   octet 0 | the value
 *   octet 1 | length of the value, 4 bytes big-endian | the value as an LZ4 block
 * </pre>
 *
 * <p>An instance compresses for one thread; {@link #expand} may be called by any.
 */
final class ValueCompression {
  private static final int PLAIN = 0;
  private static final int LZ4 = 1;
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  /** Shorter ones hold little that repeats; a block of them is compressed in the table files. */
  private static final int LEAST_BYTES = 128;

  /** A block of LZ4 cannot be a longer value than this, times its own length. */
  private static final int MOST_RATIO = 255;

  private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
  private static final LZ4SafeDecompressor DECOMPRESSOR =
      LZ4Factory.fastestInstance().safeDecompressor();

  private byte[] scratch = {};

  /** True for tables whose values stand in the database in this way. */
  static boolean appliesTo(Table table) {
    return table == Table.EVENTS;
  }

  /** The value as it is to be stored: compressed if that saves an eighth of it. */
  byte[] compress(byte[] value) {
    if (value.length >= LEAST_BYTES) {
      int most = HEADER_BYTES + COMPRESSOR.maxCompressedLength(value.length);
      if (scratch.length < most) {
        scratch = new byte[most];
      }
      int length = COMPRESSOR.compress(value, 0, value.length, scratch, HEADER_BYTES);
      if (length <= value.length - value.length / 8) {
        ByteBuffer.wrap(scratch).put((byte) LZ4).putInt(value.length);
        return Arrays.copyOf(scratch, HEADER_BYTES + length);
      }
    }
    byte[] plain = new byte[1 + value.length];
    plain[0] = PLAIN;
    System.arraycopy(value, 0, plain, 1, value.length);
    return plain;
  }

  /**
   * The value again.
   *
   * @throws StoreException when this is not what {@link #compress} made
   */
  static byte[] expand(byte[] stored) {
    if (stored.length > 0 && stored[0] == PLAIN) {
      return Arrays.copyOfRange(stored, 1, stored.length);
    }
    if (stored.length <= HEADER_BYTES || stored[0] != LZ4) {
      throw damaged(stored, "does not say how it is compressed", null);
    }
    int compressed = stored.length - HEADER_BYTES;
    int length = ByteBuffer.wrap(stored).getInt(1);
    // Believed only as far as a block can go, so that damage does not ask for memory without end.
    if (length < 0 || length / MOST_RATIO > compressed) {
      throw damaged(stored, "claims to be " + length + " bytes long", null);
    }
    byte[] value = new byte[length];
    try {
      int found = DECOMPRESSOR.decompress(stored, HEADER_BYTES, compressed, value, 0);
      if (found == length) {
        return value;
      }
      throw damaged(stored, "ends after " + found + " of " + length + " bytes", null);
    } catch (LZ4Exception e) {
      throw damaged(stored, "cannot be decompressed", e);
    }
  }

  private static StoreException damaged(byte[] stored, String how, @Nullable LZ4Exception cause) {
    return new StoreException(
        "A stored value of " + stored.length + " bytes is damaged: it " + how, cause);
  }
}
