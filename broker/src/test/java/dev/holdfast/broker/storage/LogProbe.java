package dev.holdfast.broker.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;

/** What the proof rig asks of a write-ahead log that it is about to damage. */
public final class LogProbe {
  private LogProbe() {}

  /**
   * Whether the log itself says that what stands at this byte was synced, so that damage there must
   * be found. It does not of the last commits, until there is a mark behind them.
   *
   * @param log one of the files of the database's log
   */
  public static boolean saysSynced(Path database, Path log, long at) throws IOException {
    long syncedUpTo = LogScan.of(database, 0).syncedUpTo();
    TreeMap<Long, LoggedBatch> batches = new TreeMap<>();
    WriteAheadLog.read(
        log,
        new WriteAheadLog.Reader() {
          @Override
          public void whole(long place, LoggedBatch batch) {
            batches.put(place, batch);
          }

          @Override
          public void begun(LoggedBatch batch) {}

          @Override
          public void broken(long place) {}
        });
    var hit = batches.floorEntry(at);
    return hit != null && hit.getValue().changes() > 0 && hit.getValue().last() <= syncedUpTo;
  }
}
