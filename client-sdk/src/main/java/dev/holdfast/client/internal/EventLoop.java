package dev.holdfast.client.internal;

import java.time.Duration;

/** The one thread that owns a client's protocol state, with its clock. */
interface EventLoop {
  /** Runs {@code task} on the thread, after what was given before. From any thread. */
  void execute(Runnable task);

  /** Runs {@code task} on the thread after {@code delay}. On the thread only. */
  Timer schedule(Duration delay, Runnable task);

  /** Nanoseconds since some moment; never goes back. */
  long nanoTime();

  /** True on the thread; entry methods of what it owns assert it. */
  boolean isOwner();

  /** Stops the thread, if it is this client's own. Nothing runs on it afterwards. */
  void stop();

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {
    /** Makes it not run, if it has not. On the thread only. */
    void cancel();
  }
}
