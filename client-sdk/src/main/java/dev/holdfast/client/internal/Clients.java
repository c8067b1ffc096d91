package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.client.HoldfastClient;
import io.vertx.core.Vertx;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Puts clients together. */
public final class Clients {
  private Clients() {}

  /** A client with an event loop of its own. */
  public static HoldfastClient create(Settings settings) {
    return new DefaultClient(engine(settings, VertxRuntime.owned(settings.endpoint())));
  }

  /** A client on one of the event loops of {@code vertx}, which is not closed with it. */
  public static HoldfastClient create(Settings settings, Vertx vertx) {
    return new DefaultClient(engine(settings, VertxRuntime.shared(settings.endpoint(), vertx)));
  }

  /** A back-end with an event loop of its own. */
  public static HoldfastBackend createBackend(Settings settings) {
    return new DefaultBackend(engine(settings, VertxRuntime.owned(settings.endpoint())));
  }

  private static Engine engine(Settings settings, VertxRuntime runtime) {
    try {
      Stores stores = Stores.open(settings);
      ExecutorService callbacks = callbackThread();
      ClientCore.Environment environment =
          new ClientCore.Environment(runtime, runtime, new SplittableRandom(), callbacks, stores);
      return new Engine(settings, environment, callbacks);
    } catch (RuntimeException failure) {
      runtime.stop();
      throw failure;
    }
  }

  /** One thread; its queue is bounded by the requests and state changes that it tells of. */
  static ThreadPoolExecutor callbackThread() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.MILLISECONDS,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread thread = new Thread(task, "holdfast-callback");
          thread.setDaemon(true);
          return thread;
        });
  }
}
