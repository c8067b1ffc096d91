package dev.holdfast.broker;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;

/** Waits for what the event loops do, on a thread that is none of them. */
final class Await {
  private Await() {}

  static <T> T result(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
