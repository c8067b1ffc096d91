package dev.holdfast.broker.storage;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * How far the log is known to be synced, and the marks that say so in it, see {@link LoggedBatch}.
 * Each batch carries one; when none follows, a batch that is nothing but a mark is written, so that
 * damage to the last commit, too, can be told from a torn end.
 */
final class SyncMarks {
  private final RocksDatabase rocks;

  /** Set by the thread that commits, and by the one that closes. */
  private volatile long syncedUpTo;

  /**
   * What the last batch that is only a mark said; at first what stands in tables since opening. Set
   * by whichever thread writes one; they may repeat each other.
   */
  private volatile long written;

  SyncMarks(RocksDatabase rocks) {
    this.rocks = rocks;
    this.written = rocks.database().getLatestSequenceNumber();
  }

  /** For the next batch: the last change known to be synced; 0 when none was since opening. */
  long syncedUpTo() {
    return syncedUpTo;
  }

  /** All that was written so far is synced. Nothing is being written meanwhile. */
  void synced() {
    syncedUpTo = rocks.database().getLatestSequenceNumber();
  }

  /** True when the last commit was synced, and no mark says so yet. */
  boolean idle() {
    long upTo = syncedUpTo;
    return upTo > written && upTo == rocks.database().getLatestSequenceNumber();
  }

  /** Writes a mark. Any thread. */
  void write(WriteOptions how) throws RocksDBException {
    long upTo = syncedUpTo;
    if (upTo > written) {
      try (RocksBatch mark = new RocksBatch(rocks, upTo)) {
        mark.write(how);
      }
      written = upTo;
    }
  }
}
