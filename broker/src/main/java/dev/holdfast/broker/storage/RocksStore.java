package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * The store on RocksDB. Any thread may read and close; one commits.
 *
 * <p>Every call goes through the {@link StoreGate}. Scans outlive a single call and are therefore
 * known by name, and closed with the store.
 *
 * <p>After a failure it commits nothing more (P1): what stands in the log is then uncertain, and
 * only opening the directory anew finds out.
 */
public final class RocksStore implements Store {
  private final OpenedStore opened;
  private final RocksDatabase rocks;
  private final WriteOptions synced;
  private final WriteOptions unsynced;
  private final StoreGate gate;
  private final StoreFailure failure;
  private final SyncMarks marks;
  private final StoreUpkeep upkeep;
  private final Set<RocksScan> scans = ConcurrentHashMap.newKeySet();

  /** Set once, before anything is committed, if at all. */
  private volatile StoreMetrics metrics = StoreMetrics.NONE;

  private RocksStore(OpenedStore opened) {
    this.opened = opened;
    this.rocks = opened.rocks();
    this.synced = opened.natives().own(new WriteOptions()).setSync(true);
    this.unsynced = opened.natives().own(new WriteOptions());
    this.gate = new StoreGate(opened.directory().path());
    this.failure = new StoreFailure(opened.directory().path());
    this.marks = new SyncMarks(rocks);
    this.upkeep = new StoreUpkeep(opened, gate, failure, marks, unsynced);
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
    return new RocksStore(OpenedStore.open(DataDirectory.claim(dataDir, newEpoch), settings));
  }

  /**
   * Opens a store that exists.
   *
   * @throws StoreOpenException as {@link #open}, and when there is none
   */
  public static RocksStore openExisting(Path dataDir, StorageSettings settings)
      throws StoreOpenException {
    return new RocksStore(OpenedStore.open(DataDirectory.claimStore(dataDir), settings));
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
    return new RocksStore(OpenedStore.openReadOnly(directory));
  }

  @Override
  public int epoch() {
    return lineage().epoch();
  }

  @Override
  public Lineage lineage() {
    return opened.directory().lineage();
  }

  /** How much room its disk has left for this process, in bytes; 0 also when it does not say. */
  public long freeBytes() {
    return opened.directory().path().toFile().getUsableSpace();
  }

  /** What it holds outside the Java heap now. */
  public StoreMemory memory() {
    return upkeep.memory();
  }

  /** Has somebody told of each commit from now on, on the thread that commits. */
  public void measure(StoreMetrics told) {
    metrics = told;
  }

  /** Whether writes are held up, and why. */
  public StoreStalls stalls() {
    return upkeep.stalls();
  }

  /** Reads every block of every table file, and throws at the first that is damaged. */
  void verifyChecksums() throws StoreOpenException {
    upkeep.verifyChecksums();
  }

  /**
   * Looks whether flushes or compactions have failed, which RocksDB does on threads of its own: a
   * commit hears of their trouble late or never. To be called every now and then.
   *
   * @throws StoreException when one has failed; that is a failure of the store
   */
  public void checkBackground() {
    upkeep.checkBackground();
  }

  /**
   * Notes what is known to be on disk, which tells damage from what a power cut leaves: in the log,
   * that the last commit was synced, when there is no next one to say so; and how far the manifest
   * goes. To be called every now and then, by one thread.
   *
   * @throws StoreException when it could not be written; that is a failure of the store
   */
  public void noteSynced() {
    upkeep.noteSynced();
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
    gate.enter();
    try {
      StoreException failed = failure.first();
      if (failed != null) {
        throw new BackupException("The store has failed. " + failed.getMessage(), failed);
      }
      return Backup.write(rocks.database(), lineage(), target);
    } finally {
      gate.leave();
    }
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    gate.enter();
    try {
      byte[] stored = rocks.database().get(rocks.handle(table), key);
      boolean plain = stored == null || !ValueCompression.appliesTo(table);
      return plain ? stored : ValueCompression.expand(stored);
    } catch (RocksDBException e) {
      throw failure.because("read", e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public Scan scan(Table table, byte[] lower, byte[] upper) {
    gate.enter();
    try {
      RocksScan scan = new RocksScan(this, rocks, table, lower, upper);
      scans.add(scan);
      return scan;
    } finally {
      gate.leave();
    }
  }

  @Override
  public Batch batch() {
    return new RocksBatch(rocks, marks.syncedUpTo());
  }

  @Override
  public void commit(Batch batch, boolean sync) {
    try (RocksBatch changes = (RocksBatch) batch) {
      gate.enter();
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
        gate.leave();
      }
    }
  }

  /**
   * {@inheritDoc} By a compaction, which drops only what is deleted. To drop whole files would be
   * faster, and would lose what is in them if the caller were wrong.
   */
  @Override
  public void reclaim(Table table, byte[] lower, byte[] upper) {
    gate.enter();
    try (CompactRangeOptions beside = new CompactRangeOptions()) {
      beside.setExclusiveManualCompaction(false);
      rocks.database().compactRange(rocks.handle(table), lower, upper, beside);
    } catch (RocksDBException e) {
      throw failure.because("compacted", e);
    } finally {
      gate.leave();
    }
  }

  /** Waits for the calls under way, then closes the scans left open and the database. */
  @Override
  public void close() {
    gate.close(this::release);
  }

  private void release() {
    try {
      List.copyOf(scans).forEach(RocksScan::close);
      syncLog();
    } finally {
      opened.close(failure.first() == null);
    }
  }

  /** What was committed without a sync is worth one on the way out. */
  private void syncLog() {
    if (failure.first() != null || opened.isReadOnly()) {
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
}
