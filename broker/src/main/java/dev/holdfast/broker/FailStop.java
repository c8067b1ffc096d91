package dev.holdfast.broker;

import dev.holdfast.broker.transport.EngineServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a broker serve nobody any more once its store has failed: nothing that is not durable may be
 * confirmed (P1). Any thread.
 */
final class FailStop {
  private static final Logger LOG = LoggerFactory.getLogger(FailStop.class);
  private static final int RETRY_AFTER_SECONDS = 1;

  private final BrokerHealth health;
  private final EngineServer engine;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicBoolean stopping = new AtomicBoolean();

  FailStop(BrokerHealth health, EngineServer engine) {
    this.health = health;
    this.engine = engine;
  }

  /** Called on the thread that meets the failure: the writer's, a reader's or the watch's. */
  void failed(Throwable cause) {
    if (!failed.compareAndSet(false, true)) {
      return;
    }
    health.failed(String.valueOf(cause.getMessage()));
    LOG.error(
        "the store failed: the broker takes no more events until it is restarted. {}",
        cause.getMessage(),
        cause);
    // Last: whoever waits for it may end the process, and the log is to say why.
    failure.complete(cause);
    if (!stopping.get()) {
      engine.refuse("the broker's store failed and waits for a restart", RETRY_AFTER_SECONDS);
      engine.closeSessions();
    }
  }

  /**
   * The broker is being stopped, which turns clients away itself.
   *
   * @return false when it was before
   */
  boolean beginStop() {
    return stopping.compareAndSet(false, true);
  }

  boolean hasFailed() {
    return failed.get();
  }

  /** Completes with the first failure. */
  CompletionStage<Throwable> failure() {
    return failure.minimalCompletionStage();
  }
}
