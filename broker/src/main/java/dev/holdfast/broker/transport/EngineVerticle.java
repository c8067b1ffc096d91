package dev.holdfast.broker.transport;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One lane with its share of the port: Vert.x deals the connections out to the lanes in turn. */
final class EngineVerticle extends VerticleBase {
  /** Cuts connections that do nothing; far longer than any heartbeat. */
  private static final int MIN_IDLE_TIMEOUT_MS = 120_000;

  private static final int CLOSING_TIMEOUT_SECONDS = 2;

  private final int index;
  private @Nullable EngineLane lane;
  private @Nullable HttpServer server;

  /** A lane that does not listen yet. */
  EngineVerticle(int index) {
    this.index = index;
  }

  /** Runs the task on this lane, behind everything that was handed over before. Any thread. */
  void execute(Runnable task) {
    context.runOnContext(ignored -> task.run());
  }

  /**
   * Listens. Any thread.
   *
   * @param listenPort the port, or the negative number by which Vert.x knows lanes that share one
   *     free port
   */
  Future<?> listen(int listenPort, EngineShared shared) {
    Promise<Object> listening = Promise.promise();
    execute(
        () -> {
          EngineLane started = new EngineLane(index, (ContextInternal) context, shared);
          lane = started;
          HttpServer created = vertx.createHttpServer(options(shared.settings()));
          server = created;
          created
              .requestHandler(new RequestRouter(started))
              .listen(listenPort, shared.settings().host())
              .<Object>mapEmpty()
              .onComplete(listening);
        });
    return listening.future();
  }

  @Override
  public Future<?> stop() {
    closeSessions();
    return server == null ? Future.succeededFuture() : server.close();
  }

  /** The port it listens on. */
  int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** Closes the lane's sessions; completed when their handlers know. Any thread. */
  Future<Void> drain() {
    Promise<Void> done = Promise.promise();
    execute(
        () -> {
          closeSessions();
          done.complete();
        });
    return done.future();
  }

  private void closeSessions() {
    if (lane != null) {
      for (EngineSession session : lane.shared().registry().ofLane(lane)) {
        session.close(CloseReason.SERVER_SHUTTING_DOWN);
      }
    }
  }

  private static HttpServerOptions options(EngineSettings settings) {
    int heartbeatMs = settings.pingIntervalMs() + settings.pingTimeoutMs();
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(true)
        .setMaxWebSocketFrameSize(settings.maxPayloadBytes())
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setWebSocketClosingTimeout(CLOSING_TIMEOUT_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(Math.max(MIN_IDLE_TIMEOUT_MS, 2 * heartbeatMs));
  }
}
