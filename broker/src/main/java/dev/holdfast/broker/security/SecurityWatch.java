package dev.holdfast.broker.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks regularly whether the files that say who may do what have changed, on a thread of its own,
 * and has those read again that have. One that cannot be read then changes nothing: what was read
 * before holds on. Its methods may be called from any thread.
 */
public final class SecurityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecurityWatch.class);

  private final long periodMs;
  private final List<Runnable> chores = new CopyOnWriteArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "holdfast-security");

  /** Takes over the new content of a file. */
  @FunctionalInterface
  public interface Reload {
    /** Called on the watch's thread. */
    void reload() throws SecurityFileException;
  }

  /** One that does not look yet, and then every so many milliseconds. */
  public SecurityWatch(long periodMs) {
    this.periodMs = periodMs;
    thread.setDaemon(true);
  }

  /** Begins to look. */
  public void start() {
    thread.start();
  }

  /**
   * Has a file read now, and again whenever it changes; one that could not be read at every look.
   *
   * @throws SecurityFileException when it cannot be read now
   */
  public AccessFiles.Watched load(Path file, Reload reload) throws SecurityFileException {
    // Looked at before it is read: a change in between is seen at the next look.
    Watched watched = new Watched(file, reload);
    reload.reload();
    chores.add(watched);
    return watched;
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

  /** By these it shows that a file was written again, or that another stands in its place. */
  private record Stamp(FileTime modified, long size, String key) {
    static @Nullable Stamp of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
      } catch (IOException e) {
        return null;
      }
    }
  }

  /** Used on the watch's thread, but for what it says of itself. */
  private static final class Watched implements Runnable, AccessFiles.Watched {
    private final Path file;
    private final Reload reload;
    private @Nullable Stamp seen;

    /** Why it could not be read; null when it could. */
    private volatile @Nullable String problem;

    Watched(Path file, Reload reload) {
      this.file = file;
      this.reload = reload;
      this.seen = Stamp.of(file);
    }

    @Override
    public void run() {
      Stamp now = Stamp.of(file);
      // Who may read it is no part of the stamp.
      if (problem == null && Objects.equals(now, seen)) {
        return;
      }
      seen = now;
      try {
        reload.reload();
        problem = null;
        LOG.info("{} was read again", file);
      } catch (SecurityFileException e) {
        refused(String.valueOf(e.getMessage()));
      }
    }

    private void refused(String why) {
      if (!why.equals(problem)) {
        LOG.error("{}. What was read from it before holds on", why);
      }
      problem = why;
    }

    @Override
    public @Nullable String problem() {
      return problem;
    }
  }
}
