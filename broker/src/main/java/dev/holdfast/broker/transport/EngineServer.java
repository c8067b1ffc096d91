package dev.holdfast.broker.transport;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Serves Engine.IO 4 over HTTP and WebSocket on one port, with as many event loops as configured.
 * Started once and stopped once; its methods are safe for all threads.
 */
public final class EngineServer {
  /** Vert.x shares a free port among servers that listen on the same negative number. */
  private static final AtomicInteger FREE_PORT_GROUPS = new AtomicInteger();

  private final Vertx vertx;
  private final EngineShared shared;
  private final List<EngineVerticle> lanes = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable String> deployment = new AtomicReference<>();

  /**
   * A server that does not listen yet.
   *
   * @param vertx should have at least as many event loops as the settings ask for
   * @param factory makes the handler of each session
   * @param others serves the other paths of the port
   */
  public EngineServer(
      Vertx vertx, EngineSettings settings, EngineHandler.Factory factory, OtherRequests others) {
    this.vertx = vertx;
    this.shared =
        new EngineShared(settings, factory, others, new SessionRegistry(), new AtomicReference<>());
  }

  /**
   * Listens.
   *
   * @return the port; fails with an {@link IOException} that names host and port when they cannot
   *     be listened on
   */
  public Future<Integer> start() {
    EngineSettings settings = shared.settings();
    int port = settings.port() > 0 ? settings.port() : -FREE_PORT_GROUPS.incrementAndGet();
    for (int i = 0; i < settings.eventLoops(); i++) {
      lanes.add(new EngineVerticle(i, port, shared));
    }
    AtomicInteger next = new AtomicInteger();
    return vertx
        .deployVerticle(
            () -> lanes.get(next.getAndIncrement()),
            new DeploymentOptions().setInstances(settings.eventLoops()))
        .map(
            id -> {
              deployment.set(id);
              return port();
            })
        .recover(cause -> Future.failedFuture(cannotListen(settings, cause)));
  }

  private static IOException cannotListen(EngineSettings settings, Throwable cause) {
    String where = settings.host() + ":" + settings.port();
    return new IOException("cannot listen on " + where + ": " + cause.getMessage(), cause);
  }

  /** The port it listens on; 0 before {@link #start()} has completed. */
  public int port() {
    return lanes.isEmpty() ? 0 : lanes.get(0).port();
  }

  /** How many sessions are open. */
  public int sessionCount() {
    return shared.registry().size();
  }

  /**
   * Turns new sessions away with HTTP 503 from now on; those that stand go on.
   *
   * @param message told to the client
   * @param retryAfterSeconds when it may come back
   */
  public void refuse(String message, int retryAfterSeconds) {
    shared.refusal().set(new Refusal(message, retryAfterSeconds));
  }

  /** Takes new sessions again after {@link #refuse}. */
  public void accept() {
    shared.refusal().set(null);
  }

  /**
   * Closes all sessions with {@link CloseReason#SERVER_SHUTTING_DOWN}, then the port.
   *
   * @return completed when no connection is left; a second call completes at once
   */
  public Future<Void> stop() {
    refuse("the broker is shutting down", 1);
    String deployed = deployment.getAndSet(null);
    if (deployed == null) {
      return Future.succeededFuture();
    }
    return Future.join(lanes.stream().map(EngineVerticle::drain).toList())
        .compose(drained -> vertx.undeploy(deployed));
  }
}
