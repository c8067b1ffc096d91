package dev.holdfast.broker.storage;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * How an open store is, besides what is stored: what it holds in memory, what its own threads have
 * met, and what is noted now and then of what is known to be on disk. Any thread.
 */
final class StoreUpkeep {
  private final OpenedStore opened;
  private final RocksDatabase rocks;
  private final StoreGate gate;
  private final StoreFailure failure;
  private final SyncMarks marks;
  private final WriteOptions unsynced;

  /**
   * Of a store whose calls go through this gate.
   *
   * @param unsynced how a mark is written that nobody waits for
   */
  StoreUpkeep(
      OpenedStore opened,
      StoreGate gate,
      StoreFailure failure,
      SyncMarks marks,
      WriteOptions unsynced) {
    this.opened = opened;
    this.rocks = opened.rocks();
    this.gate = gate;
    this.failure = failure;
    this.marks = marks;
    this.unsynced = unsynced;
  }

  /** See {@link RocksStore#memory}. */
  StoreMemory memory() {
    gate.enter();
    try {
      return rocks.memory();
    } catch (RocksDBException e) {
      throw failure.because("asked for its memory", e);
    } finally {
      gate.leave();
    }
  }

  /** See {@link RocksStore#stalls}. */
  StoreStalls stalls() {
    gate.enter();
    try {
      return rocks.stalls();
    } catch (RocksDBException e) {
      throw failure.because("asked for its stalls", e);
    } finally {
      gate.leave();
    }
  }

  /** See {@link RocksStore#verifyChecksums}. */
  void verifyChecksums() throws StoreOpenException {
    gate.enter();
    try {
      rocks.verifyChecksums();
    } finally {
      gate.leave();
    }
  }

  /** See {@link RocksStore#checkBackground}. */
  void checkBackground() {
    gate.enter();
    try {
      long errors = rocks.backgroundErrors();
      if (errors > 0) {
        throw new RocksDBException(errors + " flushes or compactions failed; db/LOG says why");
      }
    } catch (RocksDBException e) {
      throw failure.because("reorganised", e);
    } finally {
      gate.leave();
    }
  }

  /** See {@link RocksStore#noteSynced}. */
  void noteSynced() {
    gate.enter();
    try {
      SealKeeper seal = opened.seal();
      if (failure.first() == null && marks.idle()) {
        marks.write(unsynced);
      }
      if (failure.first() == null && seal != null) {
        seal.renew();
      }
    } catch (RocksDBException e) {
      throw failure.because("written", e);
    } finally {
      gate.leave();
    }
  }
}
