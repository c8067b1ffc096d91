package dev.holdfast.broker.storage;

import java.io.IOException;
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
   * Looks through the log of a database that is not open.
   *
   * @return null when all that is known to have been synced will be recovered
   */
  static @Nullable HiddenLoss of(Path database) throws IOException, StoreOpenException {
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

  private static @Nullable HiddenLoss loss(LogScan scan, long recovered) {
    LogScan.Hole hole = scan.hole();
    if (hole == null || scan.syncedUpTo() <= recovered) {
      return null;
    }
    Path name = hole.file().getFileName();
    String what =
        hole.readable()
            ? "what belongs before byte %d of db/%s is missing".formatted(hole.at(), name)
            : "byte %d of db/%s begins a record that is damaged".formatted(hole.at(), name);
    return new HiddenLoss(hole.file(), what + ", and what follows shows that it had been synced");
  }
}
