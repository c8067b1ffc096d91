package dev.holdfast.client.internal;

import dev.holdfast.client.RedeliverException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handlers, one event after the other, on a thread of its own, and reports each outcome
 * once. The queue between holds a window of events and as many volatile ones.
 */
final class Dispatcher {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");

  /** As many joins as a broker shows history for at a time, with as many events as it shows. */
  private static final int MAX_SHOWN = 16 * 1000;

  private final int window;
  private final Handlers handlers;
  private final Consumer<Outcome> report;
  private final BlockingQueue<Entry> queue;
  private final Thread thread;

  /** How many are queued that must not be dropped. */
  private final AtomicInteger kept = new AtomicInteger();

  private volatile boolean stopped;

  /**
   * Makes one that is not running yet.
   *
   * @param report called on whichever thread an outcome becomes known
   */
  Dispatcher(String threadName, int window, Handlers handlers, Consumer<Outcome> report) {
    this.window = window;
    this.handlers = handlers;
    this.report = report;
    this.queue = new LinkedBlockingQueue<>(2 * window + MAX_SHOWN);
    this.thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** True on the thread that runs the handlers. */
  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Hands an event over that is to be acknowledged; false when there are more than the window.
   * Never blocks.
   */
  boolean offer(DeliveredEvent event) {
    if (kept.incrementAndGet() > 2 * window) {
      kept.decrementAndGet();
      return false;
    }
    return queue.offer(new Entry(event));
  }

  /** As {@link #offer}, for one that is shown: it is in no window. */
  boolean offerShown(DeliveredEvent event) {
    return queue.offer(new Entry(event));
  }

  /** As {@link #offer}, but leaves room for a whole window of those that must not be dropped. */
  boolean offerVolatile(DeliveredEvent event) {
    return queue.size() < window && queue.offer(new Entry(event));
  }

  /** Takes back what no handler has begun with; returns the positions. */
  List<String> takeBack() {
    if (stopped) {
      return List.of(); // what is queued is the wake-up that ends the thread
    }
    List<Entry> entries = new ArrayList<>();
    queue.drainTo(entries);
    List<String> positions = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.event() != null && isKept(entry.event())) {
        kept.decrementAndGet();
        positions.add(entry.event().acknowledgedBy());
      }
    }
    return positions;
  }

  /** Ends the thread after the handler that it is in. What is queued is dropped. */
  void stop() {
    stopped = true;
    queue.clear();
    queue.offer(Entry.WAKE_UP);
  }

  private void run() {
    while (!stopped) {
      try {
        DeliveredEvent event = queue.take().event();
        if (event != null) {
          handle(event);
        }
      } catch (InterruptedException ended) {
        // Not how this thread is stopped: a handler has interrupted its own thread.
        LOG.log(System.Logger.Level.DEBUG, "an interrupt ended with its handler");
      }
    }
  }

  private static boolean isKept(DeliveredEvent event) {
    return !event.acknowledgedBy().isEmpty();
  }

  private void handle(DeliveredEvent event) {
    if (isKept(event)) {
      kept.decrementAndGet();
    }
    CompletionStage<?> stage;
    try {
      stage = Objects.requireNonNull(handlers.handle(event), "the handler returned no stage");
    } catch (Throwable failure) { // an Error of one event must not end all deliveries unseen
      settle(event, failure);
      return;
    }
    stage.whenComplete((result, failure) -> settle(event, failure));
  }

  private void settle(DeliveredEvent event, @Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Stages.unwrapped(failure);
    if (failure != null && !(cause instanceof RedeliverException)) {
      handlers.failed(event, failure);
    }
    report.accept(new Outcome(event.acknowledgedBy(), cause));
  }

  /**
   * How a handler ended.
   *
   * @param position of its event; empty when that is not acknowledged
   * @param failure null when it has succeeded
   */
  record Outcome(String position, @Nullable Throwable failure) {
    boolean success() {
      return failure == null;
    }
  }

  private record Entry(@Nullable DeliveredEvent event) {
    static final Entry WAKE_UP = new Entry(null);
  }
}
