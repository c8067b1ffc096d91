package dev.holdfast.it.flights;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes receipts all the time, from one client of each group after the other: so whatever dies dies
 * between some acknowledgements and their receipts, and behind others.
 */
final class ReceiptTaker implements AutoCloseable {
  private static final long PAUSE_MS = 10;

  private final ScheduledExecutorService threads;
  private final List<ScheduledFuture<?>> takers = new ArrayList<>();
  private final AtomicInteger receipts = new AtomicInteger();

  /** Starts to take receipts, on a thread for each group. */
  ReceiptTaker(List<ClientGroup> groups) {
    threads = Executors.newScheduledThreadPool(groups.size());
    for (ClientGroup group : groups) {
      AtomicInteger next = new AtomicInteger();
      takers.add(
          threads.scheduleWithFixedDelay(
              () -> takeFrom(group, next.getAndIncrement()), 0, PAUSE_MS, TimeUnit.MILLISECONDS));
    }
  }

  private void takeFrom(ClientGroup group, int number) {
    if (group.receipt(number)) {
      receipts.incrementAndGet();
    }
  }

  /** How many it has got. */
  int receipts() {
    return receipts.get();
  }

  /**
   * Stops; one that is being waited for is not counted any more.
   *
   * @throws AssertionError when a group failed otherwise than by what died
   */
  @Override
  public void close() {
    threads.shutdownNow();
    takers.stream()
        .filter(taker -> taker.isDone() && !taker.isCancelled())
        .forEach(ReceiptTaker::fail);
  }

  /** A taker ends by itself only when it fails. */
  private static void fail(ScheduledFuture<?> taker) {
    try {
      taker.get();
    } catch (ExecutionException e) {
      throw new AssertionError("taking receipts failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
