package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * A cursor over one table. Used by one thread, and closed by another when the store closes under
 * it: its lock, uncontended otherwise, keeps native memory from being freed while it is read.
 */
final class RocksScan implements Store.Scan {
  private final RocksStore store;
  private final NativeStack natives = new NativeStack();
  private final RocksIterator iterator;
  private final boolean compressed;

  /** True while it stands on an entry. Guarded by this. */
  private boolean onEntry;

  /** Guarded by this. */
  private boolean closed;

  RocksScan(RocksStore store, RocksDatabase rocks, Table table, byte[] lower, byte[] upper) {
    this.store = store;
    ReadOptions bounds = natives.own(new ReadOptions());
    bounds.setIterateLowerBound(natives.own(new Slice(lower)));
    bounds.setIterateUpperBound(natives.own(new Slice(upper)));
    this.iterator = natives.own(rocks.database().newIterator(rocks.handle(table), bounds));
    this.compressed = ValueCompression.appliesTo(table);
  }

  @Override
  public synchronized void seek(byte[] key) {
    requireOpen();
    iterator.seek(key);
    arrived();
  }

  @Override
  public synchronized void seekFloor(byte[] key) {
    requireOpen();
    iterator.seekForPrev(key);
    arrived();
  }

  @Override
  public synchronized boolean valid() {
    requireOpen();
    return onEntry;
  }

  @Override
  public synchronized void next() {
    requireEntry();
    iterator.next();
    arrived();
  }

  @Override
  public synchronized byte[] key() {
    requireEntry();
    return iterator.key();
  }

  @Override
  public synchronized byte[] value() {
    requireEntry();
    byte[] stored = iterator.value();
    return compressed ? ValueCompression.expand(stored) : stored;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      onEntry = false;
      natives.close();
    }
    store.scanClosed(this);
  }

  /** An unreadable block ends an iteration just as the last key does: only the status tells. */
  private void arrived() {
    onEntry = iterator.isValid();
    if (!onEntry) {
      try {
        iterator.status();
      } catch (RocksDBException e) {
        throw store.scanFailed(e);
      }
    }
  }

  private void requireEntry() {
    requireOpen();
    if (!onEntry) {
      throw new IllegalStateException("The scan does not stand on an entry");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The scan is closed, or its store is");
    }
  }
}
