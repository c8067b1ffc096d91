package dev.holdfast.broker.transport;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;

/**
 * An echo server as the official Engine.IO conformance suite expects it: {@code
 * docs/conformance.md}. Argument: the port.
 */
public final class EngineEchoServer {
  private static final int EVENT_LOOPS = 4;

  private EngineEchoServer() {}

  /** Serves {@code /engine.io/} until it is killed. */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
    EngineServer server =
        new EngineServer(vertx, settings(Integer.parseInt(args[0])), OtherRequests.NONE);
    int port =
        EchoServer.get(
            server.prepare().compose(lanes -> server.listen(EngineEchoServer::newHandler)));
    System.out.println("echo server on port " + port);
  }

  /** What the suite expects, on 127.0.0.1. */
  static EngineSettings settings(int port) {
    return new EngineSettings(
        "127.0.0.1",
        port,
        "/engine.io/",
        300,
        200,
        10_000,
        1_000_000,
        EVENT_LOOPS,
        1 << 20,
        256 << 10,
        List.of("*"),
        null,
        Compression.defaults(),
        EngineLimits.defaults());
  }

  private static EngineHandler newHandler(EngineConnection connection, Handshake handshake) {
    return new EchoHandler(connection, handshake);
  }
}
