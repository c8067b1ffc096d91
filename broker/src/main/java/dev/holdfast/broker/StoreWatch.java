package dev.holdfast.broker;

import dev.holdfast.broker.queue.Store.StoreException;
import dev.holdfast.broker.storage.RocksStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks twice a second how the store and its disk are, on a thread of its own: room that runs out,
 * and failures that only RocksDB's own threads have met.
 */
final class StoreWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
  private static final long PERIOD_MS = 500;

  private final DiskWatch disk;
  private final Look atDisk;
  private final Look atStore;
  private final Consumer<Throwable> fatal;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "holdfast-watch");

  /**
   * One of the two. What fails once must not keep a disk that fills from being seen for ever after.
   * Used on the watch's thread.
   */
  private static final class Look {
    private final String at;
    private final Runnable task;

    /** What it has failed by, so that it is said once. */
    private String complaint = "";

    Look(String at, Runnable task) {
      this.at = at;
      this.task = task;
    }

    /** Throws the store's own failure alone, of which there is but one. */
    void look() {
      try {
        task.run();
        complaint = "";
      } catch (StoreException failure) {
        throw failure;
      } catch (RuntimeException bug) {
        if (!bug.toString().equals(complaint)) {
          complaint = bug.toString();
          LOG.error("a look at {} failed; it is tried again", at, bug);
        }
      }
    }
  }

  private StoreWatch(RocksStore store, DiskWatch disk, Consumer<Throwable> fatal) {
    this.disk = disk;
    this.atDisk = new Look("the disk", disk::look);
    this.atStore =
        new Look(
            "the store",
            () -> {
              store.checkBackground();
              store.noteSynced();
            });
    this.fatal = fatal;
  }

  /**
   * Looks at the disk once before it returns, and then at both until it is stopped or the store has
   * failed.
   *
   * @param fatal told of an {@link Error}, after which nobody looks any more. On the watch's thread
   */
  static StoreWatch start(RocksStore store, DiskWatch disk, Consumer<Throwable> fatal) {
    StoreWatch watch = new StoreWatch(store, disk, fatal);
    disk.look();
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!stopped.await(PERIOD_MS, TimeUnit.MILLISECONDS)) {
        atDisk.look();
        atStore.look();
      }
    } catch (StoreException e) {
      // Whoever waits for the store's failure has been told.
      LOG.debug("the store has failed", e);
    } catch (InterruptedException e) {
      LOG.debug("told to stop while waiting");
    } catch (Error e) {
      LOG.error("the store and its disk are not looked at any more", e);
      fatal.accept(e);
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
