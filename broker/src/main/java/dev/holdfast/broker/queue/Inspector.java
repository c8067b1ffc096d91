package dev.holdfast.broker.queue;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Reads what is stored for an operator, on one thread of its own: neither the shard writer nor the
 * sessions wait for it, and what waits for it is bounded. Each question sees what was committed
 * when it is asked, and nothing half. Any thread.
 */
public final class Inspector {
  /** So many questions may wait. */
  private static final int MAX_WAITING = 64;

  private final Stored stored;
  private final ThreadPoolExecutor thread;

  /**
   * What there is to ask.
   *
   * @param clients who is known, and what waits for them
   * @param rooms the rooms and their members
   * @param deadLetters what clients have given up on
   */
  public record Stored(StoredClients clients, StoredRooms rooms, DeadLetters deadLetters) {}

  Inspector(Store store, DeadLetters deadLetters) {
    this.stored = new Stored(new StoredClients(store), new StoredRooms(store), deadLetters);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> new Thread(task, "holdfast-inspect"));
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Asks.
   *
   * @return completed on the inspector's thread; fails with a {@link RejectedExecutionException}
   *     when too many questions wait, or the core is closed
   */
  public <T> CompletionStage<T> ask(Function<Stored, T> question) {
    try {
      return CompletableFuture.supplyAsync(() -> question.apply(stored), thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Answers what was asked; the store may be closed after. */
  void close() throws InterruptedException {
    thread.shutdown();
    thread.awaitTermination(10, TimeUnit.SECONDS);
  }
}
