package dev.holdfast.broker.security;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A part of another executor's places: what comes this way leaves the others free, however much it
 * is. Any thread.
 */
public final class Share implements Executor {
  private final Executor executor;
  private final int places;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * So many places of this executor.
   *
   * @param places tasks that may wait at once; what comes beyond them is rejected
   */
  public Share(Executor executor, int places) {
    this.executor = executor;
    this.places = places;
  }

  /**
   * Runs a task when it is its turn.
   *
   * @throws RejectedExecutionException when there is no place for it
   */
  @Override
  public void execute(Runnable task) {
    if (waiting.incrementAndGet() > places) {
      waiting.decrementAndGet();
      throw new RejectedExecutionException("all " + places + " places are taken");
    }
    try {
      executor.execute(() -> begin(task));
    } catch (RejectedExecutionException full) {
      waiting.decrementAndGet();
      throw full;
    }
  }

  private void begin(Runnable task) {
    waiting.decrementAndGet();
    task.run();
  }
}
