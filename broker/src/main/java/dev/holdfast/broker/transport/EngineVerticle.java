package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Ticket;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ServerSSLOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One lane with its share of the port: Vert.x deals the connections out to the lanes in turn. */
final class EngineVerticle extends VerticleBase {
  private final int index;
  private final @Nullable Tls tls;

  /** The verticle's event loop as each of the ports knows it. Owner thread: that event loop. */
  private final List<EngineLane> lanes = new ArrayList<>(1);

  /** Of all ports together. The same. */
  private @Nullable OutboundBudget outbound;

  /** One for each port. Filled before {@link #listen} completes. */
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

  /**
   * A lane that does not listen yet.
   *
   * @param tls null where the ports are not encrypted
   */
  EngineVerticle(int index, @Nullable Tls tls) {
    this.index = index;
    this.tls = tls;
  }

  /** Runs the task on this lane, behind everything that was handed over before. Any thread. */
  void execute(Runnable task) {
    context.runOnContext(ignored -> task.run());
  }

  /**
   * Listens, on one more port when called again. Any thread.
   *
   * @param listenPort the port, or the negative number by which Vert.x knows lanes that share one
   *     free port
   */
  Future<?> listen(int listenPort, EngineShared shared) {
    Promise<Object> listening = Promise.promise();
    execute(
        () -> {
          EngineLane started =
              new EngineLane(index, (ContextInternal) context, shared, outbound(shared));
          lanes.add(started);
          HttpServerOptions options = options(shared.settings());
          if (tls != null) {
            tls.encrypt(options);
          }
          HttpServer created = vertx.createHttpServer(options);
          if (tls != null) {
            created.exceptionHandler(tls::handshakeFailed);
          }
          servers.add(created);
          created
              .connectionHandler(connection -> connected(started, connection))
              .invalidRequestHandler(new MalformedRequests(started))
              .requestHandler(new RequestRouter(started))
              .listen(listenPort, shared.settings().host())
              .<Object>mapEmpty()
              .onComplete(listening);
        });
    return listening.future();
  }

  /** The lanes share evenly: connections are dealt out to them in turn. */
  private OutboundBudget outbound(EngineShared shared) {
    if (outbound == null) {
      EngineSettings settings = shared.settings();
      outbound =
          new OutboundBudget(
              settings.limits().maxOutboundBytes() / settings.eventLoops(),
              shared.guards().listener());
    }
    return outbound;
  }

  private static void connected(EngineLane lane, HttpConnection connection) {
    Channel channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
    Tls.refuseAnotherHandshake(channel);
    Ticket ticket = lane.shared().guards().gate().ticket(channel);
    if (ticket == null) {
      var unused = channel.close();
    } else {
      HttpGuard.watch(lane, ticket, channel);
    }
  }

  /** Has the connections that come from now on begin with these. Any thread. */
  Future<?> encrypt(ServerSSLOptions tlsOptions) {
    return Future.join(
        servers.stream().map(server -> server.updateSSLOptions(tlsOptions)).toList());
  }

  @Override
  public Future<?> stop() {
    closeSessions();
    return Future.join(servers.stream().map(HttpServer::close).toList());
  }

  /** The port it listens on; 0 where there is none of this number yet. */
  int port(int number) {
    return number < servers.size() ? servers.get(number).actualPort() : 0;
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

  /** Closes the lane's sessions a few at a time; completed when the last is closed. Any thread. */
  Future<?> leave(Departure departure) {
    Promise<Object> left = Promise.promise();
    execute(
        () ->
            Future.join(
                    lanes.stream()
                        .map(lane -> new GradualClose(lane, sessionsOf(lane), departure))
                        .map(GradualClose::start)
                        .toList())
                .<Object>mapEmpty()
                .onComplete(left));
    return left.future();
  }

  private static List<EngineSession> sessionsOf(EngineLane lane) {
    return lane.shared().registry().ofLane(lane);
  }

  private void closeSessions() {
    for (EngineLane lane : lanes) {
      for (EngineSession session : sessionsOf(lane)) {
        session.close(CloseReason.SERVER_SHUTTING_DOWN);
      }
    }
  }

  private static HttpServerOptions options(EngineSettings settings) {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(true)
        // Exchange answers on the event loop: a queue for other threads would be 4 KB a connection.
        .setStrictThreadMode(true)
        // WebSockets are not its: WebSocketHandshake agrees on their compression.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxInitialLineLength(settings.limits().maxRequestLineBytes())
        .setMaxHeaderSize(settings.limits().maxHeaderBytes());
  }
}
