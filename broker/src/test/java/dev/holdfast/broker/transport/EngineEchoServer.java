package dev.holdfast.broker.transport;

import io.vertx.core.Vertx;
import java.util.List;

/** Runs an echo server as the official Engine.IO conformance suite expects it. Argument: port. */
public final class EngineEchoServer {
  private EngineEchoServer() {}

  /** Serves {@code /engine.io/} until it is killed. */
  public static void main(String[] args) throws Exception {
    EngineSettings settings =
        new EngineSettings(
            "127.0.0.1",
            Integer.parseInt(args[0]),
            "/engine.io/",
            300,
            200,
            10_000,
            1_000_000,
            2,
            1 << 20,
            256 << 10,
            List.of(),
            null,
            Compression.defaults());
    EngineServer server = new EngineServer(Vertx.vertx(), settings, OtherRequests.NONE);
    int port =
        server
            .prepare()
            .compose(lanes -> server.listen(EchoHandler::new))
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    System.out.println("echo server on port " + port);
  }
}
