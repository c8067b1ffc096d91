package dev.holdfast.broker.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Tells damage in the write-ahead log from its torn end. A power cut may take any part of what was
 * not synced, and RocksDB recovers what is before the first hole; it does so, too, when a wrong bit
 * has made a hole in what was synced, and then confirmed events are gone without a word. What
 * stands behind the hole decides: if it says that more had been synced than there is before the
 * hole, no power cut can have made it.
 */
final class LogCheck {
  private LogCheck() {}

  /**
   * Synced changes that would not be recovered.
   *
   * @param where the first place that RocksDB would not get past
   * @param recovered the number of the last change before it
   * @param syncedUpTo that of the last known to have been synced
   */
  record Loss(LogScan.Hole where, long recovered, long syncedUpTo) {
    /** In words, without the directory. */
    String problem() {
      String what =
          where.readable()
              ? "what belongs before byte %d of db/%s is missing"
              : "byte %d of db/%s begins a record that is damaged";
      return what.formatted(where.at(), where.file().getFileName())
          + ", and what follows shows that it had been synced";
    }
  }

  /**
   * Looks through the log of a database that is not open.
   *
   * @return null when all that is known to have been synced will be recovered
   */
  static @Nullable Loss of(Path database) throws IOException, StoreOpenException {
    LogScan all = LogScan.of(database, 0);
    if (all.hole() == null || all.syncedUpTo() <= all.end()) {
      return null;
    }
    // Rare enough to ask RocksDB which of the files it still needs; others may be as they like.
    try (NativeStack natives = new NativeStack()) {
      NativeLibrary.load();
      RocksDatabase opened =
          RocksDatabase.openReadOnly(database, RocksTuning.forReading(natives), natives);
      LogScan needed = LogScan.of(database, opened.oldestNeededLog());
      long flushed = opened.database().getLatestSequenceNumber();
      return loss(needed, needed.end() == LogScan.NONE ? flushed : needed.end());
    } catch (RocksDBException e) {
      throw new StoreOpenException(
          "Cannot read the database in " + database + ": " + e.getMessage(), e);
    } catch (StoreOpenException e) {
      // It notices some damage by itself, but cannot say where.
      return loss(all, all.end());
    }
  }

  private static @Nullable Loss loss(LogScan scan, long recovered) {
    LogScan.Hole hole = scan.hole();
    return hole == null || scan.syncedUpTo() <= recovered
        ? null
        : new Loss(hole, recovered, scan.syncedUpTo());
  }

  /**
   * Refuses a data directory whose log has lost what was synced.
   *
   * @param directory for the operator
   * @throws StoreOpenException also when it cannot be read; nothing was changed
   */
  static void refuseLoss(Path directory, Path database) throws StoreOpenException {
    if (!Files.isDirectory(database)) {
      return;
    }
    try {
      Loss loss = of(database);
      if (loss != null) {
        throw new StoreOpenException(
            "The write-ahead log in data directory "
                + directory
                + " is damaged: "
                + loss.problem()
                + ". This is not what a power cut leaves: confirmed events are lost, and a broker"
                + " that started on the rest could not tell who misses them. Nothing was changed."
                + " See what else is wrong with: holdfast verify "
                + directory
                + ", and restore the store from a backup. docs/backup.md says what can be done"
                + " without one.");
      }
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot read the write-ahead log in " + directory + ": " + DurableFiles.reason(e), e);
    }
  }
}
