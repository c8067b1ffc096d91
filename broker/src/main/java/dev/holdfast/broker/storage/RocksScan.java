package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;

/**
 * A cursor over one table. Used by one thread, and closed by another when the store closes under
 * it: its lock, uncontended otherwise, keeps native memory from being freed while it is read.
 *
 * <p>One iterator serves all seeks, as making one costs more than a seek. It gives up where it
 * would have to pass a great many deleted keys, which it may do for the sake of keys that the
 * caller has no use for. Then a second one, bounded by what the caller wants, takes its place until
 * the next seek; what was committed meanwhile may show in it.
 */
final class RocksScan implements Store.Scan {
  /** From so many deleted keys in a row on the bounds are worth a new iterator. */
  private static final long MAX_SKIPPED = 500;

  private final RocksStore store;
  private final RocksDatabase rocks;
  private final Table table;
  private final byte[] lower;
  private final byte[] upper;
  private final NativeStack natives = new NativeStack();
  private final RocksIterator quick;
  private final boolean compressed;

  /** Owns the second iterator. Guarded by this, as are the other fields. */
  private @Nullable NativeStack ofBounded;

  /** The one that stands on the entry. */
  private RocksIterator iterator;

  /** What the caller of the last seek wants. */
  private byte[] wantedFrom;

  private byte[] wantedTo;

  private boolean onEntry;

  /** Of the entry, once it was asked for. */
  private byte @Nullable [] key;

  private boolean closed;

  RocksScan(RocksStore store, RocksDatabase rocks, Table table, byte[] lower, byte[] upper) {
    this.store = store;
    this.rocks = rocks;
    this.table = table;
    this.lower = lower;
    this.upper = upper;
    this.wantedFrom = lower;
    this.wantedTo = upper;
    ReadOptions options = bounds(natives, lower, upper).setMaxSkippableInternalKeys(MAX_SKIPPED);
    this.quick = natives.own(rocks.database().newIterator(rocks.handle(table), options));
    this.iterator = quick;
    this.compressed = ValueCompression.appliesTo(table);
  }

  private static ReadOptions bounds(NativeStack natives, byte[] lower, byte[] upper) {
    return natives
        .own(new ReadOptions())
        .setIterateLowerBound(natives.own(new Slice(lower)))
        .setIterateUpperBound(natives.own(new Slice(upper)));
  }

  @Override
  public void seek(byte[] key) {
    seek(key, upper);
  }

  @Override
  public synchronized void seek(byte[] key, byte[] to) {
    wants(lower, to);
    iterator.seek(key);
    if (!arrived()) {
      bounded().seek(key);
      arrived();
    }
  }

  @Override
  public void seekFloor(byte[] key) {
    seekFloor(key, lower);
  }

  @Override
  public synchronized void seekFloor(byte[] key, byte[] from) {
    wants(from, upper);
    iterator.seekForPrev(key);
    if (!arrived()) {
      bounded().seekForPrev(key);
      arrived();
    }
  }

  @Override
  public synchronized boolean valid() {
    requireOpen();
    return onEntry;
  }

  @Override
  public synchronized void next() {
    requireEntry();
    byte[] here = key();
    iterator.next();
    if (!arrived()) {
      RocksIterator bounded = bounded();
      bounded.seek(here);
      if (bounded.isValid() && Arrays.equals(bounded.key(), here)) {
        bounded.next();
      }
      arrived();
    }
  }

  @Override
  public synchronized byte[] key() {
    requireEntry();
    byte[] known = key;
    if (known == null) {
      known = iterator.key();
      key = known;
    }
    return known;
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
      closeBounded();
      natives.close();
    }
    store.scanClosed(this);
  }

  /** A new seek begins, on the iterator that serves all. */
  private void wants(byte[] from, byte[] to) {
    requireOpen();
    wantedFrom = from;
    wantedTo = to;
    closeBounded();
  }

  private RocksIterator bounded() {
    NativeStack owned = new NativeStack();
    ReadOptions options = bounds(owned, wantedFrom, wantedTo);
    iterator = owned.own(rocks.database().newIterator(rocks.handle(table), options));
    ofBounded = owned;
    return iterator;
  }

  private void closeBounded() {
    iterator = quick;
    if (ofBounded != null) {
      ofBounded.close();
      ofBounded = null;
    }
  }

  /**
   * An unreadable block ends an iteration just as the last key does, and so do too many deleted
   * keys: only the status tells.
   *
   * @return false when it gave up before it found an entry or the end
   */
  private boolean arrived() {
    key = null;
    onEntry = iterator.isValid();
    if (!onEntry) {
      try {
        iterator.status();
      } catch (RocksDBException e) {
        Status status = e.getStatus();
        if (iterator == quick && status != null && status.getCode() == Status.Code.Incomplete) {
          return false;
        }
        throw store.scanFailed(e);
      }
    }
    return true;
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
