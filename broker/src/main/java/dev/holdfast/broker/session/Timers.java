package dev.holdfast.broker.session;

/** Delayed calls on the lane that asks for them. */
@FunctionalInterface
public interface Timers {
  /**
   * Runs {@code task} on the calling lane after a delay in milliseconds, unless cancelled before.
   */
  Timer after(long delayMs, Runnable task);

  /** One delayed call. */
  @FunctionalInterface
  interface Timer {
    /** Has it not run; does nothing when it has. */
    void cancel();
  }
}
