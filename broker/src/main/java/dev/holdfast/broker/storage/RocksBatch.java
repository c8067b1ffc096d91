package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One commit in the making. Keys and values are copied as they are put. Owned by the thread that
 * commits. The store ends it with the commit, whatever comes of that.
 */
final class RocksBatch implements Store.Batch, AutoCloseable {
  private final RocksDatabase rocks;
  private final WriteBatch changes = new WriteBatch();
  private final ValueCompression compression = new ValueCompression();

  /**
   * An empty batch.
   *
   * @param syncedUpTo see {@link LoggedBatch}
   */
  RocksBatch(RocksDatabase rocks, long syncedUpTo) {
    this.rocks = rocks;
    try {
      changes.putLogData(LoggedBatch.mark(syncedUpTo));
    } catch (RocksDBException e) {
      throw new Store.StoreException("A batch could not be begun", e);
    }
  }

  @Override
  public void put(Table table, byte[] key, byte[] value) {
    requireOpen();
    byte[] stored = ValueCompression.appliesTo(table) ? compression.compress(value) : value;
    try {
      changes.put(rocks.handle(table), key, stored);
    } catch (RocksDBException e) {
      throw new Store.StoreException("A change could not be added to a batch", e);
    }
  }

  @Override
  public void delete(Table table, byte[] key) {
    requireOpen();
    try {
      changes.delete(rocks.handle(table), key);
    } catch (RocksDBException e) {
      throw new Store.StoreException("A change could not be added to a batch", e);
    }
  }

  @Override
  public void deleteRange(Table table, byte[] lower, byte[] upper) {
    requireOpen();
    try {
      changes.deleteRange(rocks.handle(table), lower, upper);
    } catch (RocksDBException e) {
      throw new Store.StoreException("A change could not be added to a batch", e);
    }
  }

  @Override
  public long sizeBytes() {
    requireOpen();
    return changes.getDataSize();
  }

  void write(WriteOptions how) throws RocksDBException {
    requireOpen();
    rocks.database().write(how, changes);
  }

  /** Ends this batch, committed or not. */
  @Override
  public void close() {
    changes.close();
  }

  private void requireOpen() {
    if (!changes.isOwningHandle()) {
      throw new IllegalStateException("This batch has been committed; take a new one");
    }
  }
}
