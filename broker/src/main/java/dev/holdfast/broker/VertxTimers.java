package dev.holdfast.broker;

import dev.holdfast.broker.session.Timers;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * Timers that fire on the event loop that set them. What throws in one may have left its session
 * between two states, which nobody else would notice: so the broker is told.
 */
final class VertxTimers implements Timers {
  private final Vertx vertx;
  private final Consumer<Throwable> onFailure;

  VertxTimers(Vertx vertx, Consumer<Throwable> onFailure) {
    this.vertx = vertx;
    this.onFailure = onFailure;
  }

  @Override
  public Timer after(long delayMs, Runnable task) {
    long id = vertx.setTimer(Math.max(1, delayMs), fired -> fire(task));
    return () -> vertx.cancelTimer(id);
  }

  private void fire(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      onFailure.accept(e);
      throw e;
    }
  }
}
