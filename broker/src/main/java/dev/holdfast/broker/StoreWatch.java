package dev.holdfast.broker;

import dev.holdfast.broker.queue.Store.StoreException;
import dev.holdfast.broker.storage.RocksStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks twice a second how the store and its disk are, on a thread of its own: room that runs out,
 * and failures that only RocksDB's own threads have met.
 */
final class StoreWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
  private static final long PERIOD_MS = 500;

  private final RocksStore store;
  private final DiskWatch disk;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "holdfast-watch");

  private StoreWatch(RocksStore store, DiskWatch disk) {
    this.store = store;
    this.disk = disk;
  }

  /** Looks at the disk once before it returns, and then at both until it is stopped. */
  static StoreWatch start(RocksStore store, DiskWatch disk) {
    StoreWatch watch = new StoreWatch(store, disk);
    disk.look();
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!stopped.await(PERIOD_MS, TimeUnit.MILLISECONDS)) {
        disk.look();
        store.checkBackground();
        store.noteSynced();
      }
    } catch (StoreException e) {
      // Whoever waits for the store's failure has been told.
      LOG.debug("the store has failed", e);
    } catch (InterruptedException e) {
      LOG.debug("told to stop while waiting");
    }
  }

  /** True while the store does not grow. */
  boolean isLow() {
    return disk.isLow();
  }

  /** Ends the thread and waits for it: the store may be closed after. */
  void stop() throws InterruptedException {
    stopped.countDown();
    thread.join();
  }
}
