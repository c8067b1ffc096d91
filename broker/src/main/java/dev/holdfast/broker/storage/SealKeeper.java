package dev.holdfast.broker.storage;

import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link ManifestSeal} of an open database. A new one is due when a file of the log is
 * not needed any more: from then on its events stand in tables that only the manifest knows.
 */
final class SealKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(SealKeeper.class);

  private final Path directory;
  private final RocksDatabase rocks;

  /** The first log file that was needed when the seal was written. Of the thread that renews. */
  private long neededFrom;

  private boolean failed;

  private SealKeeper(Path directory, RocksDatabase rocks, long neededFrom) {
    this.directory = directory;
    this.rocks = rocks;
    this.neededFrom = neededFrom;
  }

  /** Seals the manifest of a database that was just opened. */
  static SealKeeper begin(Path directory, RocksDatabase opened) throws StoreOpenException {
    try {
      long neededFrom = opened.oldestNeededLog();
      ManifestSeal.write(directory);
      return new SealKeeper(directory, opened, neededFrom);
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot write to data directory " + directory + ": " + DurableFiles.reason(e), e);
    } catch (RocksDBException e) {
      throw new StoreOpenException(
          "Cannot read the database in " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Seals it anew when that is due. To be called every now and then, by one thread. */
  void renew() throws RocksDBException {
    long needed = rocks.oldestNeededLog();
    if (needed != neededFrom && write()) {
      neededFrom = needed;
    }
  }

  /** Seals all of it, once the database is closed. */
  void end() {
    write();
  }

  /** What cannot be written now is tried again; until then the seal before holds. */
  private boolean write() {
    try {
      ManifestSeal.write(directory);
      failed = false;
      return true;
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        LOG.warn(
            "cannot write {} in {}, which tells damage of the manifest from a torn end: {}",
            ManifestSeal.FILE,
            directory,
            DurableFiles.reason(e));
      }
      return false;
    }
  }
}
