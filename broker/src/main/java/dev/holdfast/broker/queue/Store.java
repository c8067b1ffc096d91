package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * An ordered key-value store with atomic, optionally synced batches: all the core needs of a disk.
 * Keys order as unsigned bytes. One thread commits; any thread reads, and sees committed batches
 * only.
 */
public interface Store extends AutoCloseable {
  /** Names this store's history; a restored store gets another. Part of every position. */
  int epoch();

  /** This store's history and those it goes back to. */
  default Lineage lineage() {
    return Lineage.of(epoch());
  }

  /** The value under {@code key}, or null. */
  byte @Nullable [] get(Table table, byte[] key);

  /**
   * A cursor over the keys from {@code lower} (inclusive) to {@code upper} (exclusive) as they
   * stand now; later commits do not show. Not positioned yet. Close it.
   */
  Scan scan(Table table, byte[] lower, byte[] upper);

  /** A new, empty batch. */
  Batch batch();

  /**
   * Writes the whole batch or nothing of it.
   *
   * @param sync true: returns only when the batch and every earlier one would survive a power cut
   * @throws StoreException when it could not be written; the caller must not commit again
   */
  void commit(Batch batch, boolean sync);

  /**
   * Gives the disk back what committed deletes between {@code lower} (inclusive) and {@code upper}
   * (exclusive) have freed. It takes up to seconds; reads and commits go on meanwhile. Not for the
   * thread that commits.
   */
  void reclaim(Table table, byte[] lower, byte[] upper);

  @Override
  void close();

  /** Changes that are committed together. Not thread-safe; used for one commit. */
  interface Batch {
    /** Sets the value under a key. */
    void put(Table table, byte[] key, byte[] value);

    /** Removes a key. */
    void delete(Table table, byte[] key);

    /**
     * Removes the keys from {@code lower} (inclusive) to {@code upper} (exclusive); for rare use.
     */
    void deleteRange(Table table, byte[] lower, byte[] upper);

    /** Roughly how many bytes this batch will write. */
    long sizeBytes();
  }

  /** A cursor within the bounds it was made with. Used by one thread. */
  interface Scan extends AutoCloseable {
    /** Goes to the first key at or after {@code key}. */
    void seek(byte[] key);

    /** Goes to the last key at or before {@code key}. */
    void seekFloor(byte[] key);

    /**
     * The same for a caller who has no use for keys from {@code upper} on, and then may find none:
     * so that what was deleted behind it costs nothing.
     */
    default void seek(byte[] key, byte[] upper) {
      seek(key);
    }

    /** As {@link #seekFloor(byte[])} for a caller who has no use for keys before {@code lower}. */
    default void seekFloor(byte[] key, byte[] lower) {
      seekFloor(key);
    }

    /** True when it stands on an entry; false past either bound. */
    boolean valid();

    /** Goes to the next key. */
    void next();

    /** The key it stands on. */
    byte[] key();

    /** The value it stands on. */
    byte[] value();

    @Override
    void close();
  }

  /** The store failed; it is not to be written to again until it is opened anew. */
  final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the operator and the failure under it. */
    public StoreException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
