package dev.holdfast.broker.security;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks regularly whether the files that say who may do what have changed, on a thread of its own,
 * and has those taken over that have. Its methods may be called from any thread.
 */
public final class SecurityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecurityWatch.class);

  private final long periodMs;
  private final AccessFiles files = new AccessFiles();
  private final List<Runnable> chores = new CopyOnWriteArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Set before the thread is started. */
  private Consumer<Throwable> whenFatal = error -> {};

  private final Thread thread = new Thread(this::run, "holdfast-security");

  /** One that does not look yet, and then every so many milliseconds. */
  public SecurityWatch(long periodMs) {
    this.periodMs = periodMs;
    thread.setDaemon(true);
  }

  /**
   * Begins to look, when there is anything to look at; to be called once.
   *
   * @param fatal told of an {@link Error}, after which nobody looks any more: what is revoked then
   *     would go on for ever. On the watch's thread
   */
  public void start(Consumer<Throwable> fatal) {
    if (!chores.isEmpty()) {
      whenFatal = fatal;
      thread.start();
    }
  }

  /** Which of the files can be used as they stand. */
  public AccessFiles files() {
    return files;
  }

  /**
   * Has a file taken over now, and again whenever two looks have found the same change.
   *
   * @param changed run on the watch's thread each time that it was taken over again
   * @throws SecurityFileException when it cannot be used now
   */
  public void load(AccessFile kind, AccessContent content, Runnable changed)
      throws SecurityFileException {
    WatchedFile watched = WatchedFile.load(content, changed);
    files.add(kind, watched);
    chores.add(watched);
  }

  /** As the other, where nobody has to hear of a change. */
  public void load(AccessFile kind, AccessContent content) throws SecurityFileException {
    load(kind, content, () -> {});
  }

  /** Has this done at every look; it must not block for long. */
  public void everyTime(Runnable chore) {
    chores.add(chore);
  }

  private void run() {
    try {
      while (!stopped.await(periodMs, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      LOG.debug("told to stop while waiting");
    } catch (Error e) {
      LOG.error("the files that say who may do what are not looked at any more", e);
      whenFatal.accept(e);
    }
  }

  /** One look at everything. */
  void look() {
    chores.forEach(SecurityWatch::attempt);
  }

  /** What fails once must not keep revocations from being read for ever after. */
  private static void attempt(Runnable chore) {
    try {
      chore.run();
    } catch (RuntimeException bug) {
      LOG.error("a look at the files for access failed; it is tried again", bug);
    }
  }

  /** Ends the thread and waits for it. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
