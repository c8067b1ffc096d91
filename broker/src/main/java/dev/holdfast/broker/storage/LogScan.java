package dev.holdfast.broker.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All files of a write-ahead log read as one row of batches: how far it goes on without a hole, and
 * how far it had been synced by what any batch of it says, also one behind a hole.
 */
final class LogScan implements WriteAheadLog.Reader {
  static final long NONE = -1;

  private static final String SUFFIX = ".log";

  private Path file;
  private @Nullable Hole hole;
  private long end = NONE;
  private long syncedUpTo;

  /**
   * Where the row of batches is interrupted.
   *
   * @param at in the file, in bytes
   * @param readable true when what stands there is whole, but something before it is missing
   */
  record Hole(Path file, long at, boolean readable) {}

  private LogScan(Path database) {
    this.file = database;
  }

  /**
   * Reads the log of a database.
   *
   * @param oldest the number of the first file that matters; RocksDB may not have removed others
   */
  static LogScan of(Path database, long oldest) throws IOException {
    LogScan scan = new LogScan(database);
    for (Path file : files(database)) {
      if (number(file) >= oldest) {
        scan.file = file;
        WriteAheadLog.read(file, scan);
      }
    }
    return scan;
  }

  /** The files of a database's log, the oldest first. */
  static List<Path> files(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d{1,18}\\" + SUFFIX))
          .sorted(Comparator.comparingLong(LogScan::number))
          .toList();
    }
  }

  private static long number(Path log) {
    String name = log.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  @Override
  public void whole(long at, LoggedBatch batch) {
    if (end != NONE && batch.first() != end + 1) {
      interrupted(at, true);
    }
    if (hole == null) {
      end = batch.last();
    }
    begun(batch);
  }

  @Override
  public void begun(LoggedBatch batch) {
    syncedUpTo = Math.max(syncedUpTo, batch.syncedUpTo());
  }

  @Override
  public void broken(long at) {
    interrupted(at, false);
  }

  private void interrupted(long at, boolean readable) {
    if (hole == null) {
      hole = new Hole(file, at, readable);
    }
  }

  /** The first one; null when there is none. The torn end that a power cut leaves is one, too. */
  @Nullable Hole hole() {
    return hole;
  }

  /** The number of the last change before any hole; {@link #NONE} when there is none. */
  long end() {
    return end;
  }

  /** Up to this change, at least, all had been synced; 0 when nothing says so. */
  long syncedUpTo() {
    return syncedUpTo;
  }
}
