package dev.holdfast.broker.queue;

/**
 * Wakes one party of a lane at the earliest of the times it asks for, by the lane's ticks: so what
 * waits for times needs no timer of its own. Owned by the lane.
 */
public final class Wakeup {
  private static final long NEVER = Long.MAX_VALUE;

  private final Lane lane;
  private final Runnable task;
  private long atMs = NEVER;
  private Runnable takeBack = () -> {};

  /**
   * Runs {@code task} on the lane, once for each time it is asked to; at a wrong time is no harm.
   */
  public Wakeup(Lane lane, Runnable task) {
    this.lane = lane;
    this.task = task;
  }

  /** Wakes it no later than at this time, in milliseconds since 1970; never for the greatest. */
  public void by(long timeMs) {
    if (timeMs < atMs) {
      takeBack.run();
      atMs = timeMs;
      takeBack = lane.at(timeMs, this::wake);
    }
  }

  private void wake() {
    atMs = NEVER;
    takeBack = () -> {};
    task.run();
  }

  /** Wakes nobody any more. */
  public void cancel() {
    takeBack.run();
    atMs = NEVER;
    takeBack = () -> {};
  }
}
