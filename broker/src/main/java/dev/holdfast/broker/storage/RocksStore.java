package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * The store on RocksDB. Any thread may read and close; one commits.
 *
 * <p>Every use of native memory happens under the read half of {@link #gate}, and closing takes the
 * write half: a store that is closed while others read answers them with an {@link
 * IllegalStateException} instead of crashing the process. Scans outlive a single call and are
 * therefore known by name, and closed with the store.
 *
 * <p>After a failure it commits nothing more (P1): what stands in the log is then uncertain, and
 * only opening the directory anew finds out.
 */
public final class RocksStore implements Store {
  private final DataDirectory directory;
  private final NativeStack natives;
  private final RocksDatabase rocks;
  private final WriteOptions synced;
  private final WriteOptions unsynced;

  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private final Set<RocksScan> scans = ConcurrentHashMap.newKeySet();

  /** Guarded by {@link #gate}. */
  private boolean closed;

  /** The first failure; set by whichever thread met it. */
  private volatile @Nullable StoreException failure;

  private RocksStore(DataDirectory directory, NativeStack natives, RocksDatabase opened) {
    this.directory = directory;
    this.natives = natives;
    this.rocks = opened;
    this.synced = natives.own(new WriteOptions()).setSync(true);
    this.unsynced = natives.own(new WriteOptions());
  }

  /**
   * Opens the store in a directory, or creates one where there is nothing yet.
   *
   * @param newEpoch names a history that begins now; asked only when a store is created
   * @throws StoreOpenException with a message for the operator when the directory cannot be used;
   *     what was stored is then unchanged
   */
  public static RocksStore open(Path dataDir, StorageSettings settings, IntSupplier newEpoch)
      throws StoreOpenException {
    DataDirectory directory = DataDirectory.claim(dataDir, newEpoch);
    NativeStack natives = new NativeStack();
    try {
      NativeLibrary.load();
      RocksDatabase database = RocksDatabase.open(directory, settings, natives);
      directory.databaseCreated();
      return new RocksStore(directory, natives, database);
    } catch (StoreOpenException | RuntimeException e) {
      natives.close();
      directory.close();
      throw e;
    }
  }

  @Override
  public int epoch() {
    return directory.epoch();
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    enter();
    try {
      byte[] stored = rocks.database().get(rocks.handle(table), key);
      boolean plain = stored == null || !ValueCompression.appliesTo(table);
      return plain ? stored : ValueCompression.expand(stored);
    } catch (RocksDBException e) {
      throw failed("read", e);
    } finally {
      leave();
    }
  }

  @Override
  public Scan scan(Table table, byte[] lower, byte[] upper) {
    enter();
    try {
      RocksScan scan = new RocksScan(this, rocks, table, lower, upper);
      scans.add(scan);
      return scan;
    } finally {
      leave();
    }
  }

  @Override
  public Batch batch() {
    return new RocksBatch(rocks);
  }

  @Override
  public void commit(Batch batch, boolean sync) {
    try (RocksBatch changes = (RocksBatch) batch) {
      enter();
      try {
        refuseAfterFailure();
        changes.write(sync ? synced : unsynced);
      } catch (RocksDBException e) {
        throw failed("written", e);
      } finally {
        leave();
      }
    }
  }

  /**
   * {@inheritDoc} By a compaction, which drops only what is deleted. To drop whole files would be
   * faster, and would lose what is in them if the caller were wrong.
   */
  @Override
  public void reclaim(Table table, byte[] lower, byte[] upper) {
    enter();
    try (CompactRangeOptions beside = new CompactRangeOptions()) {
      beside.setExclusiveManualCompaction(false);
      rocks.database().compactRange(rocks.handle(table), lower, upper, beside);
    } catch (RocksDBException e) {
      throw failed("compacted", e);
    } finally {
      leave();
    }
  }

  private void refuseAfterFailure() {
    StoreException earlier = failure;
    if (earlier != null) {
      throw new StoreException(
          "Nothing more is written after an earlier failure: " + earlier.getMessage(), earlier);
    }
  }

  /** Waits for the calls under way, then closes the scans left open and the database. */
  @Override
  public void close() {
    gate.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        release();
      }
    } finally {
      gate.writeLock().unlock();
    }
  }

  private void release() {
    try {
      List.copyOf(scans).forEach(RocksScan::close);
      syncLog();
    } finally {
      natives.close();
      directory.close();
    }
  }

  /** What was committed without a sync is worth one on the way out. */
  private void syncLog() {
    if (failure != null) {
      return;
    }
    try {
      rocks.database().syncWal();
    } catch (RocksDBException e) {
      throw failed("synced", e);
    }
  }

  /** Called by a scan when it has closed. */
  void scanClosed(RocksScan scan) {
    scans.remove(scan);
  }

  /** Remembers the failure, so that nothing is committed after it, and returns it to be thrown. */
  StoreException failed(String what, RocksDBException cause) {
    StoreException failed =
        new StoreException(
            "The store in "
                + directory.path()
                + " could not be "
                + what
                + ": "
                + cause.getMessage()
                + ". Restart the broker once the cause is removed.",
            cause);
    if (failure == null) {
      failure = failed;
    }
    return failed;
  }

  private void enter() {
    gate.readLock().lock();
    if (closed) {
      gate.readLock().unlock();
      throw new IllegalStateException("The store in " + directory.path() + " is closed");
    }
  }

  private void leave() {
    gate.readLock().unlock();
  }
}
