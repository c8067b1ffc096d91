package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
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

  /** Null of a store that is only read. */
  private final @Nullable SealKeeper seal;

  private final StoreFailure failure;
  private final SyncMarks marks;

  /** Set once, before anything is committed, if at all. */
  private volatile StoreMetrics metrics = StoreMetrics.NONE;

  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private final Set<RocksScan> scans = ConcurrentHashMap.newKeySet();

  /** Guarded by {@link #gate}. */
  private boolean closed;

  private RocksStore(
      DataDirectory directory,
      NativeStack natives,
      RocksDatabase opened,
      @Nullable SealKeeper seal) {
    this.directory = directory;
    this.natives = natives;
    this.rocks = opened;
    this.seal = seal;
    this.failure = new StoreFailure(directory.path());
    this.marks = new SyncMarks(opened);
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
    return open(DataDirectory.claim(dataDir, newEpoch), settings);
  }

  /**
   * Opens a store that exists.
   *
   * @throws StoreOpenException as {@link #open}, and when there is none
   */
  public static RocksStore openExisting(Path dataDir, StorageSettings settings)
      throws StoreOpenException {
    return open(DataDirectory.claimStore(dataDir), settings);
  }

  private static RocksStore open(DataDirectory directory, StorageSettings settings)
      throws StoreOpenException {
    NativeStack natives = new NativeStack();
    try {
      NativeLibrary.load();
      HiddenLoss.refuse(directory.path());
      RocksDatabase database = RocksDatabase.open(directory, settings, natives);
      directory.databaseCreated();
      SealKeeper seal = SealKeeper.begin(directory.path(), database);
      return new RocksStore(directory, natives, database, seal);
    } catch (StoreOpenException | RuntimeException e) {
      natives.close();
      directory.close();
      throw e;
    }
  }

  /**
   * Opens a store, or a backup, that nobody uses, and changes nothing in it. Committing to it
   * fails.
   *
   * @throws StoreOpenException when it cannot be read
   */
  static RocksStore openReadOnly(Path path) throws StoreOpenException {
    return openReadOnly(DataDirectory.claimForReading(path));
  }

  /** The same of a directory that is claimed, which is closed with the store. */
  static RocksStore openReadOnly(DataDirectory directory) throws StoreOpenException {
    NativeStack natives = new NativeStack();
    try {
      NativeLibrary.load();
      RocksDatabase database =
          RocksDatabase.openReadOnly(
              directory.database(), RocksTuning.forReading(natives), natives);
      return new RocksStore(directory, natives, database, null);
    } catch (StoreOpenException | RuntimeException e) {
      natives.close();
      directory.close();
      throw e;
    }
  }

  @Override
  public int epoch() {
    return lineage().epoch();
  }

  @Override
  public Lineage lineage() {
    return directory.lineage();
  }

  /** How much room its disk has left for this process, in bytes; 0 also when it does not say. */
  public long freeBytes() {
    return directory.path().toFile().getUsableSpace();
  }

  /** What it holds outside the Java heap now. */
  public StoreMemory memory() {
    enter();
    try {
      return rocks.memory();
    } catch (RocksDBException e) {
      throw failure.because("asked for its memory", e);
    } finally {
      leave();
    }
  }

  /** Has somebody told of each commit from now on, on the thread that commits. */
  public void measure(StoreMetrics told) {
    metrics = told;
  }

  /** Whether writes are held up, and why. */
  public StoreStalls stalls() {
    enter();
    try {
      return rocks.stalls();
    } catch (RocksDBException e) {
      throw failure.because("asked for its stalls", e);
    } finally {
      leave();
    }
  }

  /** Reads every block of every table file, and throws at the first that is damaged. */
  void verifyChecksums() throws StoreOpenException {
    enter();
    try {
      rocks.verifyChecksums();
    } finally {
      leave();
    }
  }

  /**
   * Looks whether flushes or compactions have failed, which RocksDB does on threads of its own: a
   * commit hears of their trouble late or never. To be called every now and then.
   *
   * @throws StoreException when one has failed; that is a failure of the store
   */
  public void checkBackground() {
    enter();
    try {
      long errors = rocks.backgroundErrors();
      if (errors > 0) {
        throw new RocksDBException(errors + " flushes or compactions failed; db/LOG says why");
      }
    } catch (RocksDBException e) {
      throw failure.because("reorganised", e);
    } finally {
      leave();
    }
  }

  /**
   * Notes what is known to be on disk, which tells damage from what a power cut leaves: in the log,
   * that the last commit was synced, when there is no next one to say so; and how far the manifest
   * goes. To be called every now and then, by one thread.
   *
   * @throws StoreException when it could not be written; that is a failure of the store
   */
  public void noteSynced() {
    enter();
    try {
      if (failure.first() == null && marks.idle()) {
        marks.write(unsynced);
      }
      if (failure.first() == null && seal != null) {
        seal.renew();
      }
    } catch (RocksDBException e) {
      throw failure.because("written", e);
    } finally {
      leave();
    }
  }

  /**
   * Has somebody told of the first failure, also of one that came before. On the thread that meets
   * it, or on this one.
   */
  public void whenFailed(Consumer<StoreException> told) {
    failure.tell(told);
  }

  /**
   * Writes a backup of what is committed when it begins, while commits go on. Any thread but the
   * one that closes.
   *
   * @param target a directory that does not exist
   * @throws BackupException when it cannot be written
   */
  public BackupSummary backup(Path target) throws BackupException {
    enter();
    try {
      StoreException failed = failure.first();
      if (failed != null) {
        throw new BackupException("The store has failed. " + failed.getMessage(), failed);
      }
      return Backup.write(rocks.database(), lineage(), target);
    } finally {
      leave();
    }
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    enter();
    try {
      byte[] stored = rocks.database().get(rocks.handle(table), key);
      boolean plain = stored == null || !ValueCompression.appliesTo(table);
      return plain ? stored : ValueCompression.expand(stored);
    } catch (RocksDBException e) {
      throw failure.because("read", e);
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
    return new RocksBatch(rocks, marks.syncedUpTo());
  }

  @Override
  public void commit(Batch batch, boolean sync) {
    try (RocksBatch changes = (RocksBatch) batch) {
      enter();
      try {
        failure.refuseAfter();
        long bytes = changes.sizeBytes();
        long begun = System.nanoTime();
        changes.write(sync ? synced : unsynced);
        metrics.committed(bytes, System.nanoTime() - begun, sync);
        if (sync) {
          marks.synced();
        }
      } catch (RocksDBException e) {
        throw failure.because("written", e);
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
      throw failure.because("compacted", e);
    } finally {
      leave();
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
      if (failure.first() == null && seal != null) {
        seal.end();
      }
      directory.close();
    }
  }

  /** What was committed without a sync is worth one on the way out. */
  private void syncLog() {
    if (failure.first() != null || seal == null) {
      return;
    }
    try {
      rocks.database().syncWal();
      marks.synced();
      marks.write(synced);
    } catch (RocksDBException e) {
      throw failure.because("synced", e);
    }
  }

  /** Called by a scan when it has closed. */
  void scanClosed(RocksScan scan) {
    scans.remove(scan);
  }

  /** A scan could not read on. */
  StoreException scanFailed(RocksDBException cause) {
    return failure.because("read", cause);
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
