package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** An opened database and its column families, one per table; the natives are the caller's. */
record RocksDatabase(RocksDB database, Map<Table, ColumnFamilyHandle> tables) {
  /**
   * Opens the database of a claimed directory.
   *
   * @param natives takes ownership of everything made here, also when opening fails
   */
  static RocksDatabase open(DataDirectory directory, StorageSettings settings, NativeStack natives)
      throws StoreOpenException {
    RocksTuning tuning = new RocksTuning(settings, natives);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB database =
          natives.own(
              RocksDB.open(
                  tuning.database(directory.mayCreateDatabase()),
                  directory.database().toString(),
                  columnFamilies(tuning),
                  handles));
      handles.forEach(natives::own);
      return new RocksDatabase(database, byTable(handles));
    } catch (RocksDBException e) {
      throw new StoreOpenException(
          "Cannot open the database in data directory " + directory.path() + ": " + reason(e), e);
    }
  }

  /**
   * Opens a database without changing anything in it.
   *
   * @param natives takes ownership of everything made here, also when opening fails
   */
  static RocksDatabase openReadOnly(Path database, RocksTuning tuning, NativeStack natives)
      throws StoreOpenException {
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB opened =
          natives.own(
              RocksDB.openReadOnly(
                  tuning.database(false), database.toString(), columnFamilies(tuning), handles));
      handles.forEach(natives::own);
      return new RocksDatabase(opened, byTable(handles));
    } catch (RocksDBException e) {
      throw new StoreOpenException("Cannot read the database in " + database + ": " + reason(e), e);
    }
  }

  /** The number of the first log file that RocksDB would still recover from. */
  long oldestNeededLog() throws RocksDBException {
    return database.getLongProperty("rocksdb.min-log-number-to-keep");
  }

  /** How many flushes and compactions have failed since it was opened. */
  long backgroundErrors() throws RocksDBException {
    return database.getLongProperty(handle(Table.META), "rocksdb.background-errors");
  }

  /** What is held outside the Java heap now. All tables share one cache. */
  StoreMemory memory() throws RocksDBException {
    ColumnFamilyHandle any = handle(Table.META);
    return new StoreMemory(
        database.getLongProperty(any, "rocksdb.block-cache-usage"),
        database.getLongProperty(any, "rocksdb.block-cache-pinned-usage"),
        database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables"),
        database.getAggregatedLongProperty("rocksdb.estimate-table-readers-mem"));
  }

  /** Whether writes are held up now, and how often they were since it was opened. */
  StoreStalls stalls() throws RocksDBException {
    long delays = 0;
    long stops = 0;
    for (ColumnFamilyHandle table : tables.values()) {
      Map<String, String> counts = database.getMapProperty(table, "rocksdb.cf-write-stall-stats");
      delays += Long.parseLong(counts.getOrDefault("total-delays", "0"));
      stops += Long.parseLong(counts.getOrDefault("total-stops", "0"));
    }
    return new StoreStalls(
        database.getLongProperty("rocksdb.is-write-stopped") != 0,
        database.getLongProperty("rocksdb.actual-delayed-write-rate"),
        delays,
        stops,
        database.getAggregatedLongProperty("rocksdb.estimate-pending-compaction-bytes"));
  }

  /** Reads every block of every table file. */
  void verifyChecksums() throws StoreOpenException {
    try {
      database.verifyChecksum();
    } catch (RocksDBException e) {
      throw new StoreOpenException("The database is damaged: " + reason(e), e);
    }
  }

  ColumnFamilyHandle handle(Table table) {
    ColumnFamilyHandle handle = tables.get(table);
    if (handle == null) {
      throw new IllegalArgumentException("No table " + table);
    }
    return handle;
  }

  private static Map<Table, ColumnFamilyHandle> byTable(List<ColumnFamilyHandle> handles) {
    Map<Table, ColumnFamilyHandle> tables = new EnumMap<>(Table.class);
    Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
    inOrder.next(); // RocksDB's default one
    for (Table table : Table.values()) {
      tables.put(table, inOrder.next());
    }
    return tables;
  }

  /** RocksDB's default one first, then the tables in their order. */
  private static List<ColumnFamilyDescriptor> columnFamilies(RocksTuning tuning) {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, tuning.columnFamily()));
    for (Table table : Table.values()) {
      byte[] name = table.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
      families.add(new ColumnFamilyDescriptor(name, tuning.table(table)));
    }
    return families;
  }

  private static String reason(RocksDBException failure) {
    Status status = failure.getStatus();
    boolean full = status != null && status.getSubCode() == Status.SubCode.NoSpace;
    return (full ? "the disk is full. " : "") + failure.getMessage();
  }
}
