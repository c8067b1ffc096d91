package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that can crash. It remembers which batches a sync has made durable: a crash of
 * the process loses nothing, a power cut may lose every batch since the last synced one, the latest
 * first. Safe to use from several threads.
 */
final class MemoryStore implements Store {
  /** When an armed commit fails. */
  enum Failure {
    /** Nothing of the batch is written. */
    BEFORE_PERSISTING,
    /** The batch is written, but whoever committed it does not hear of it. */
    AFTER_PERSISTING
  }

  private final Tables current;
  private final Tables durable;
  private final List<MemoryBatch> unsynced = new ArrayList<>();
  private @Nullable Failure armed;
  private boolean failed;
  private boolean closed;

  MemoryStore() {
    this(new Tables());
  }

  private MemoryStore(Tables content) {
    this.current = content;
    this.durable = content.copy();
  }

  /** Makes the next commit fail; after it the store takes no more. */
  synchronized void failNextCommit(Failure failure) {
    armed = failure;
  }

  /** How many batches a power cut may lose. */
  synchronized int unsyncedBatches() {
    return unsynced.size();
  }

  /** What is found after the process was killed: everything that was written. */
  synchronized MemoryStore afterProcessCrash() {
    return new MemoryStore(current.copy());
  }

  /** What is found after a power cut that {@code survivors} of the unsynced batches survived. */
  synchronized MemoryStore afterPowerLoss(int survivors) {
    Tables found = durable.copy();
    unsynced.subList(0, survivors).forEach(found::apply);
    return new MemoryStore(found);
  }

  /** Everything it holds, as text: equal for stores that are equal byte by byte. */
  synchronized String dump() {
    return current.dump();
  }

  /** How many rows a table has. */
  synchronized int rows(Table table) {
    return current.of(table).size();
  }

  @Override
  public int epoch() {
    return 1;
  }

  @Override
  public synchronized byte @Nullable [] get(Table table, byte[] key) {
    requireOpen();
    return current.of(table).get(key);
  }

  @Override
  public synchronized Scan scan(Table table, byte[] lower, byte[] upper) {
    requireOpen();
    boolean empty = Arrays.compareUnsigned(lower, upper) >= 0;
    return new MemoryScan(
        empty ? Tables.sorted() : current.shared(table).subMap(lower, true, upper, false));
  }

  @Override
  public Batch batch() {
    return new MemoryBatch();
  }

  @Override
  public synchronized void commit(Batch batch, boolean sync) {
    requireOpen();
    if (failed) {
      throw new StoreException("committed after a failure", null);
    }
    failed = armed != null;
    if (armed == Failure.BEFORE_PERSISTING) {
      throw new StoreException("failed before the batch was written", null);
    }
    ((MemoryBatch) batch).seal();
    current.apply((MemoryBatch) batch);
    unsynced.add((MemoryBatch) batch);
    if (armed == Failure.AFTER_PERSISTING) {
      throw new StoreException("failed after the batch was written", null);
    }
    if (sync) {
      unsynced.forEach(durable::apply);
      unsynced.clear();
    }
  }

  @Override
  public synchronized void reclaim(Table table, byte[] lower, byte[] upper) {
    requireOpen();
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** The tables, each sorted by key. A table that a scan reads is copied before it is changed. */
  private static final class Tables {
    private final Map<Table, NavigableMap<byte[], byte[]>> byName = new EnumMap<>(Table.class);
    private final Map<Table, Boolean> shared = new EnumMap<>(Table.class);

    Tables() {
      for (Table table : Table.values()) {
        byName.put(table, sorted());
      }
    }

    static NavigableMap<byte[], byte[]> sorted() {
      return new TreeMap<>((Comparator<byte[]>) Arrays::compareUnsigned);
    }

    NavigableMap<byte[], byte[]> of(Table table) {
      return byName.get(table);
    }

    NavigableMap<byte[], byte[]> shared(Table table) {
      shared.put(table, true);
      return of(table);
    }

    NavigableMap<byte[], byte[]> forChange(Table table) {
      if (shared.remove(table) != null) {
        byName.put(table, new TreeMap<>(of(table)));
      }
      return of(table);
    }

    void apply(MemoryBatch batch) {
      batch.changes.forEach(change -> change.applyTo(forChange(change.table)));
    }

    Tables copy() {
      Tables copy = new Tables();
      byName.forEach((table, rows) -> copy.of(table).putAll(rows));
      return copy;
    }

    String dump() {
      StringBuilder out = new StringBuilder();
      byName.forEach(
          (table, rows) ->
              rows.forEach(
                  (key, value) ->
                      out.append(table)
                          .append(Arrays.toString(key))
                          .append(Arrays.toString(value))
                          .append('\n')));
      return out.toString();
    }
  }

  /** Sets a key, or, without a value, removes the keys up to {@code upper}. */
  private static final class Change {
    private final Table table;
    private final byte[] key;
    private final byte @Nullable [] value;
    private final byte[] upper;

    Change(Table table, byte[] key, byte @Nullable [] value, byte[] upper) {
      this.table = table;
      this.key = key;
      this.value = value;
      this.upper = upper;
    }

    void applyTo(NavigableMap<byte[], byte[]> rows) {
      if (value != null) {
        rows.put(key, value);
      } else if (Arrays.compareUnsigned(key, upper) < 0) {
        rows.subMap(key, true, upper, false).clear();
      }
    }
  }

  private static final class MemoryBatch implements Batch {
    private final List<Change> changes = new ArrayList<>();
    private long bytes;
    private boolean sealed;

    /** It is being committed. */
    void seal() {
      requireUnused();
      sealed = true;
    }

    private void requireUnused() {
      if (sealed) {
        throw new IllegalStateException("the batch was committed");
      }
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
      requireUnused();
      changes.add(new Change(table, key.clone(), value.clone(), key));
      bytes += key.length + value.length;
    }

    @Override
    public void delete(Table table, byte[] key) {
      deleteRange(table, key, Arrays.copyOf(key, key.length + 1));
    }

    @Override
    public void deleteRange(Table table, byte[] lower, byte[] upper) {
      requireUnused();
      changes.add(new Change(table, lower.clone(), null, upper.clone()));
      bytes += lower.length + upper.length;
    }

    @Override
    public long sizeBytes() {
      return bytes;
    }
  }

  private final class MemoryScan implements Scan {
    private final NavigableMap<byte[], byte[]> rows;
    private Map.@Nullable Entry<byte[], byte[]> at;

    MemoryScan(NavigableMap<byte[], byte[]> rows) {
      this.rows = rows;
    }

    @Override
    public void seek(byte[] key) {
      requireOpen();
      at = rows.ceilingEntry(key);
    }

    @Override
    public void seekFloor(byte[] key) {
      requireOpen();
      at = rows.floorEntry(key);
    }

    @Override
    public boolean valid() {
      return at != null;
    }

    @Override
    public void next() {
      at = rows.higherEntry(here().getKey());
    }

    @Override
    public byte[] key() {
      return here().getKey();
    }

    @Override
    public byte[] value() {
      return here().getValue();
    }

    private Map.Entry<byte[], byte[]> here() {
      if (at == null) {
        throw new IllegalStateException("the scan does not stand on an entry");
      }
      return at;
    }

    @Override
    public void close() {}
  }
}
