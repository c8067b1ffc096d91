package dev.holdfast.cli.bench;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Waits for what the event loops do, says once a second how far they are, and gives up when they
 * get no further. Used by one thread, the run's; {@link #stop} by any.
 */
final class Watch {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long MOVED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Run run;
  private final PrintWriter progress;
  private final long patienceNanos;
  private long nextLineAt = LINE_NANOS;
  private volatile boolean stopped;

  /**
   * A watch over one run.
   *
   * @param patienceNanos how long nothing may move
   */
  Watch(Run run, PrintWriter progress, long patienceNanos) {
    this.run = run;
    this.progress = progress;
    this.patienceNanos = patienceNanos;
  }

  /** The run is to end where it stands. */
  void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  /**
   * Waits.
   *
   * @param what is waited for, in words
   * @param line how far it is
   * @param moved grows while it goes on
   * @return false when it did not come, for whatever reason; the run's troubles tell
   */
  boolean until(String what, BooleanSupplier done, LongSupplier moved, Supplier<String> line) {
    long last = moved.getAsLong();
    long lastAt = run.nanos();
    long quiet = 0; // since then, when last looked
    while (!done.getAsBoolean()) {
      if (stopped || run.troubles().areFatal()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
      long now = run.nanos();
      tell(now, line);
      if (now - lastAt > quiet + MOVED_NANOS) {
        long current = moved.getAsLong();
        quiet = current == last ? now - lastAt : 0;
        lastAt = current == last ? lastAt : now;
        last = current;
      }
      if (quiet > patienceNanos) {
        long ms = TimeUnit.NANOSECONDS.toMillis(quiet);
        run.troubles().fatal(what + ": nothing came for " + ms + " ms");
        return false;
      }
    }
    return !run.troubles().areFatal();
  }

  private void tell(long now, Supplier<String> line) {
    if (now >= nextLineAt) {
      nextLineAt += LINE_NANOS * ((now - nextLineAt) / LINE_NANOS + 1);
      progress.println(line.get());
      progress.flush();
    }
  }
}
