package dev.holdfast.broker.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** An {@link EngineServer} that echoes, with two lanes, for the time of one test. */
final class EchoServer implements AutoCloseable {
  static final int MAX_PAYLOAD_BYTES = 10_000;

  final EngineServer server;
  private final List<EchoHandler> handlers = new CopyOnWriteArrayList<>();
  private final Vertx vertx;

  /** Heartbeats so rare that they do not show. */
  EchoServer() {
    this(Settings.quiet());
  }

  EchoServer(EngineSettings settings) {
    this(settings, OtherRequests.NONE, handler -> handler);
  }

  /** One that does not let everybody connect. */
  EchoServer(EngineSettings settings, EngineGuards guards) {
    this(settings, OtherRequests.NONE, guards, handler -> handler, OverTls.settings());
  }

  EchoServer(
      EngineSettings settings, OtherRequests others, Function<EchoHandler, EngineHandler> onOpen) {
    this(settings, others, EngineGuards.open(), onOpen, OverTls.settings());
  }

  /** Over TLS. */
  EchoServer(TlsSettings tls) {
    this(Settings.quiet(), OtherRequests.NONE, EngineGuards.open(), handler -> handler, tls);
  }

  private EchoServer(
      EngineSettings settings,
      OtherRequests others,
      EngineGuards guards,
      Function<EchoHandler, EngineHandler> onOpen,
      TlsSettings tls) {
    vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(2))
            .withTransport(guards.gate().on(Transport.NIO))
            .build();
    server = new EngineServer(vertx, settings, others, guards, tls);
    get(
        server
            .prepare()
            .compose(
                lanes ->
                    server.listen(
                        (connection, handshake) -> {
                          EchoHandler handler = new EchoHandler(connection, handshake);
                          handlers.add(handler);
                          return onOpen.apply(handler);
                        })));
  }

  int port() {
    return server.port();
  }

  EchoHandler handlerOf(String sid) {
    return handlers.stream().filter(h -> h.connection.id().equals(sid)).findFirst().orElseThrow();
  }

  /** The handler of the session opened last; waits for the first. */
  EchoHandler lastHandler() {
    Await.until("a session is open", () -> !handlers.isEmpty());
    return handlers.get(handlers.size() - 1);
  }

  /** Runs on the session's event loop and returns when it has run. */
  void onLane(EchoHandler handler, Runnable task) {
    EngineSession session = (EngineSession) handler.connection;
    CompletableFuture<Void> done = new CompletableFuture<>();
    session
        .lane()
        .run(
            () -> {
              try {
                task.run();
                done.complete(null);
              } catch (Throwable failure) {
                done.completeExceptionally(failure);
              }
            });
    done.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Returns when a GET of this polling session waits for packets. */
  void awaitWaitingGet(EchoHandler handler) {
    EngineSession session = (EngineSession) handler.connection;
    Await.until("a GET is waiting", () -> ask(handler, () -> session.polling().ready()));
  }

  /** Returns when a POST of this polling session has begun. */
  void awaitPost(EchoHandler handler) {
    EngineSession session = (EngineSession) handler.connection;
    Await.until("a POST is there", () -> ask(handler, () -> session.polling().posts().receiving()));
  }

  /** True when the connection of this polling session's last POST is known to be closed. */
  boolean lostConnection(EchoHandler handler) {
    EngineSession session = (EngineSession) handler.connection;
    return ask(handler, () -> session.polling().posts().lastConnectionClosed());
  }

  /** Why the session ended, once it has; its handler must have heard it once. */
  CloseReason awaitClosed(EchoHandler handler) {
    Await.until("the session is closed", () -> !handler.closes.isEmpty());
    if (handler.closes.size() != 1) {
      throw new AssertionError("closed more than once: " + handler.closes);
    }
    return handler.closes.get(0);
  }

  private boolean ask(EchoHandler handler, BooleanSupplier question) {
    boolean[] answer = new boolean[1];
    onLane(handler, () -> answer[0] = question.getAsBoolean());
    return answer[0];
  }

  static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Also checks that no handler was ever called off its own event loop. */
  @Override
  public void close() {
    get(server.stop());
    get(vertx.close());
    for (EchoHandler handler : handlers) {
      if (handler.strays.get() != 0) {
        throw new AssertionError("a handler was called off its event loop");
      }
    }
  }
}
