package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Table;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/**
 * The database's options, all in one place. The choices were measured: level compaction with LZ4,
 * 16 KiB blocks and plain batches; blob files, pipelined and unordered writes gained nothing.
 */
final class RocksTuning {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long BLOCK_BYTES = 16 * 1024;
  private static final long WRITE_BUFFER_BYTES = 64 * MIB;

  /**
   * A table that is rarely written pins the log until it is flushed; this bounds the log, and with
   * it the time to recover.
   */
  private static final long MAX_LOG_BYTES = 256 * MIB;

  /** Of so many keys in a row, so many deleted ones make a file worth compacting. */
  private static final long TOMBSTONE_WINDOW = 4_096;

  private static final long TOMBSTONES_IN_WINDOW = 1_024;

  private static final long READING_BUDGET_BYTES = 64 * MIB;

  /**
   * The manifest names each synced log file but the last one, and a store that lacks one of them is
   * not opened.
   */
  private static final Properties WITHOUT_SETTERS = new Properties();

  static {
    WITHOUT_SETTERS.setProperty("track_and_verify_wals_in_manifest", "true");
  }

  private static final int MAX_OPEN_FILES = 512;
  private static final double BLOOM_BITS_PER_KEY = 10;

  private final long memoryBudgetBytes;
  private final NativeStack natives;
  private final Cache cache;
  private final BloomFilter bloom;

  /** A file of many tombstones is soon merged with what they remove, whatever its size. */
  private final Options compactedWhenDeleted;

  RocksTuning(StorageSettings settings, NativeStack natives) {
    this.memoryBudgetBytes = settings.memoryBudgetBytes();
    this.natives = natives;
    this.cache = natives.own(new LRUCache(memoryBudgetBytes));
    this.bloom = natives.own(new BloomFilter(BLOOM_BITS_PER_KEY));
    this.compactedWhenDeleted = natives.own(new Options());
    // Only to be had by way of the options of a whole database.
    compactedWhenDeleted.setTablePropertiesCollectorFactory(
        List.of(
            TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                TOMBSTONE_WINDOW, TOMBSTONES_IN_WINDOW, 0)));
  }

  /** For a look at a database that nobody uses. */
  static RocksTuning forReading(NativeStack natives) {
    return new RocksTuning(new StorageSettings(READING_BUDGET_BYTES), natives);
  }

  DBOptions database(boolean mayCreate) {
    // Unflushed writes are charged to the cache, so that the cache's size bounds both together.
    WriteBufferManager writes = natives.own(new WriteBufferManager(memoryBudgetBytes / 2, cache));
    return natives
        .own(DBOptions.getDBOptionsFromProps(WITHOUT_SETTERS))
        .setCreateIfMissing(mayCreate)
        .setCreateMissingColumnFamilies(mayCreate)
        .setWriteBufferManager(writes)
        .setMaxTotalWalSize(MAX_LOG_BYTES)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        // The tail that was never synced may be torn after a power cut: recover what is before it.
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setListeners(List.of(natives.own(new FailsForGood())))
        // The same of errors that RocksDB would try again after by itself.
        .setMaxBgErrorResumeCount(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(4 * MIB)
        .setKeepLogFileNum(3)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  ColumnFamilyOptions table(Table table) {
    BlockBasedTableConfig blocks =
        new BlockBasedTableConfig()
            .setBlockSize(BLOCK_BYTES)
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    if (hasPointLookups(table)) {
      blocks.setFilterPolicy(bloom).setWholeKeyFiltering(true);
    }
    return columnFamily().setTableFormatConfig(blocks);
  }

  /**
   * What all have in common; alone, for RocksDB's own column family, which must exist and stays
   * empty. Each table that is written to holds a block of an arena at least, and all of them
   * together must be a small part of the budget.
   */
  ColumnFamilyOptions columnFamily() {
    return natives
        .own(new ColumnFamilyOptions(compactedWhenDeleted))
        .setWriteBufferSize(Math.min(WRITE_BUFFER_BYTES, memoryBudgetBytes / 4))
        .setArenaBlockSize(Math.min(MIB, Math.max(16 * KIB, memoryBudgetBytes / 256)))
        .setCompressionType(CompressionType.LZ4_COMPRESSION);
  }

  /** Events are only ever found by seeking, where a filter on whole keys cannot help. */
  private static boolean hasPointLookups(Table table) {
    return table != Table.EVENTS;
  }
}
