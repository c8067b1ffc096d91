package dev.holdfast.broker;

import dev.holdfast.broker.session.Timers;
import io.vertx.core.Vertx;

/** Timers that fire on the event loop that set them. */
final class VertxTimers implements Timers {
  private final Vertx vertx;

  VertxTimers(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public Timer after(long delayMs, Runnable task) {
    long id = vertx.setTimer(Math.max(1, delayMs), fired -> task.run());
    return () -> vertx.cancelTimer(id);
  }
}
