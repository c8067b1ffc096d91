package dev.holdfast.broker.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The admin API: its own port, its own credentials, and the routes it was given. Its methods may be
 * called from any thread.
 */
public final class AdminServer {
  /** Cuts connections that do nothing, and requests that come drop by drop. */
  private static final int IDLE_TIMEOUT_MS = 30_000;

  private static final int MAX_HEADER_BYTES = 8 << 10;
  private static final int MAX_LINE_BYTES = 8 << 10;

  private final HttpServer server;

  /**
   * Where it listens, and for whom.
   *
   * @param host a name or an address
   * @param port 0 takes a free one
   * @param operators null asks for no credentials, which is refused but on the loopback address
   */
  public record Settings(String host, int port, @Nullable Operators operators) {}

  /** What each request is held against. */
  record Rules(Router router, Gate gate, AuditLog audit, AdminConnections connections) {}

  private AdminServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param routes everything it serves, beside its own description
   * @return fails with an {@link IOException} that says why when it cannot
   */
  public static Future<AdminServer> start(
      Vertx vertx, Settings settings, AuditLog audit, List<Route> routes) {
    if (settings.operators() == null && !Gate.isLoopback(settings.host())) {
      return Future.failedFuture(
          new IOException(
              "the admin API has no credentials: name an admin.tokensFile, or listen on 127.0.0.1"
                  + " (admin.host is "
                  + settings.host()
                  + ")"));
    }
    Rules rules =
        new Rules(
            new Router(OpenApi.withItself(routes)),
            new Gate(settings.host(), settings.operators()),
            audit,
            new AdminConnections(vertx));
    HttpServer server = vertx.createHttpServer(options());
    return server
        .connectionHandler(rules.connections()::opened)
        .requestHandler(
            request -> {
              Context context = vertx.getOrCreateContext();
              new AdminExchange(rules, request, context).begin();
            })
        .listen(settings.port(), settings.host())
        .map(AdminServer::new)
        .recover(
            cause ->
                Future.failedFuture(
                    new IOException(
                        "cannot listen on %s:%d for the admin API: %s"
                            .formatted(settings.host(), settings.port(), cause.getMessage()),
                        cause)));
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(IDLE_TIMEOUT_MS);
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Takes no more requests and ends those under way. */
  public Future<Void> close() {
    return server.close();
  }
}
