package dev.holdfast.broker;

import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.transport.Departure;
import dev.holdfast.broker.transport.EngineServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a broker leaves off serving, whoever wants it to: it accepts nobody, answers what was
 * submitted, and closes the connections gradually, so that they come back spread over as long.
 *
 * <pre>
 *   SERVING ── begin ─────→ DRAINING   new connections get 503 with Retry-After
 *   DRAINING ─ all closed → DRAINED    it waits to be stopped
 *   DRAINING, DRAINED ── resume ──→ SERVING
 * </pre>
 *
 * Any thread.
 */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /** A part of the time it may take is left for what is answered last. */
  private static final double SPREAD = 0.75;

  private final EngineServer engine;
  private final QueueCore core;
  private final Settings settings;
  private final CompletableFuture<?> failure;

  /** Guarded by this. */
  private State state = State.SERVING;

  /** Guarded by this; null while it serves. */
  private @Nullable CompletableFuture<Void> underWay;

  /** Where a broker stands with it. */
  enum State {
    SERVING,
    DRAINING,
    DRAINED
  }

  /**
   * What an operator sets.
   *
   * @param timeoutMs how long it may take in all, in milliseconds
   * @param closePerSecond how many connections are closed a second, if the time allows
   * @param restartMs how long a restart is expected to take, in milliseconds
   */
  record Settings(long timeoutMs, int closePerSecond, long restartMs) {}

  /**
   * Of a broker that serves.
   *
   * @param failure completes when nothing is answered any more
   */
  Drain(EngineServer engine, QueueCore core, Settings settings, CompletionStage<?> failure) {
    this.engine = engine;
    this.core = core;
    this.settings = settings;
    this.failure = failure.toCompletableFuture();
  }

  /**
   * Begins, if it has not begun.
   *
   * @return completes when no connection is left, or the time is over; never fails
   */
  synchronized CompletableFuture<Void> begin(String why) {
    if (underWay == null) {
      state = State.DRAINING;
      CompletableFuture<Void> begun = drain(why);
      underWay = begun;
      var unused = begun.thenRun(() -> drained(begun));
    }
    return underWay;
  }

  /** One that was taken back ends, too, and says nothing of the one that is under way now. */
  private synchronized void drained(CompletableFuture<Void> which) {
    if (state == State.DRAINING && which == underWay) {
      state = State.DRAINED;
      LOG.info("drained: {} connections left", engine.sessionCount());
    }
  }

  private CompletableFuture<Void> drain(String why) {
    int open = engine.sessionCount();
    long periodMs = periodMs(open);
    long comeBackMs = periodMs + settings.restartMs();
    LOG.info("draining: no new connections, {} open are closed over {} ms", open, periodMs);
    engine.refuse(why, (int) Math.max(1, TimeUnit.MILLISECONDS.toSeconds(comeBackMs + 999)));
    Departure departure = new Departure(periodMs, comeBackMs, this::whenSettled);
    CompletableFuture<?> closed =
        settled()
            .thenCompose(answered -> engine.leave(departure).toCompletionStage())
            // What was answered last may have to be noted: that a session has ended.
            .thenCompose(left -> settled());
    return CompletableFuture.anyOf(closed, failure)
        .completeOnTimeout(null, settings.timeoutMs(), TimeUnit.MILLISECONDS)
        .<Void>handle(
            (done, failed) -> {
              if (failure.isDone()) {
                LOG.warn("the store has failed: what was not answered, clients will resend");
              } else if (!closed.isDone()) {
                LOG.warn(
                    "not all was answered within {} ms; clients will resend it",
                    settings.timeoutMs());
              }
              return null;
            });
  }

  private long periodMs(int open) {
    long wanted = open * TimeUnit.SECONDS.toMillis(1) / settings.closePerSecond();
    return Math.min(wanted, (long) (settings.timeoutMs() * SPREAD));
  }

  /** Completes when all that was submitted is answered. */
  CompletableFuture<Void> settled() {
    return CompletableFuture.allOf(
        core.lanes().stream()
            .map(
                lane -> {
                  CompletableFuture<Void> done = new CompletableFuture<>();
                  whenSettled(lane, () -> done.complete(null));
                  return done;
                })
            .toArray(CompletableFuture[]::new));
  }

  private void whenSettled(int lane, Runnable action) {
    whenSettled(core.lanes().get(lane), action);
  }

  private void whenSettled(Lane lane, Runnable action) {
    core.writer().whenProcessed(lane, action);
  }

  /**
   * Takes connections again; false when it has served all along, or cannot any more. What was being
   * closed is closed, and comes back.
   */
  synchronized boolean resume() {
    if (state == State.SERVING || failure.isDone()) {
      return false;
    }
    state = State.SERVING;
    underWay = null;
    engine.accept();
    LOG.info("accepting connections again");
    return true;
  }

  synchronized State state() {
    return state;
  }

  /** True when it leaves off serving, or has. */
  boolean isBegun() {
    return state() != State.SERVING;
  }

  /** How many connections are open. */
  int open() {
    return engine.sessionCount();
  }
}
