package dev.holdfast.broker;

import dev.holdfast.broker.queue.Growth;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how much room the disk of the store has left, and has the store stop growing before there
 * is none: a full disk fails a commit, and that stops the broker. Between stopping and going on
 * lies a quarter more room, so that it does not waver. Asking a disk may take long.
 */
final class DiskWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
  private static final long MIB = 1 << 20;

  private final long minFreeBytes;
  private final LongSupplier freeBytes;
  private final Growth growth;

  /** Changed by whoever calls {@link #look}: one thread at a time. */
  private volatile boolean low;

  /**
   * A watch that has not looked yet.
   *
   * @param minFreeBytes below this the store does not grow; 0 never looks
   * @param freeBytes what the disk has left
   */
  DiskWatch(long minFreeBytes, LongSupplier freeBytes, Growth growth) {
    this.minFreeBytes = minFreeBytes;
    this.freeBytes = freeBytes;
    this.growth = growth;
  }

  /** Looks once. */
  void look() {
    if (minFreeBytes == 0) {
      return;
    }
    long free = freeBytes.getAsLong();
    if (!low && free < minFreeBytes) {
      low = true;
      LOG.error(
          "the disk is nearly full: {} MiB are free, storage.minFreeBytes is {} MiB. The broker"
              + " delivers and takes acknowledgements, and refuses new events until there is room",
          free / MIB,
          minFreeBytes / MIB);
      growth.stop(
          "the broker's disk is nearly full: it takes no new events or memberships until there is"
              + " room again. Try later");
    } else if (low && free >= minFreeBytes + minFreeBytes / 4) {
      low = false;
      LOG.info("the disk has room again: {} MiB are free. New events are taken", free / MIB);
      growth.resume();
    }
  }

  /** True while the store does not grow. */
  boolean isLow() {
    return low;
  }
}
