package dev.holdfast.broker.transport;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Serves Engine.IO 4 over HTTP and WebSocket on one port, with as many event loops as configured;
 * on another port too, where sessions stand on something else. Started once and stopped once; its
 * methods are safe for all threads.
 */
public final class EngineServer {
  /** Vert.x shares a free port among servers that listen on the same negative number. */
  private static final AtomicInteger FREE_PORT_GROUPS = new AtomicInteger();

  private final Vertx vertx;
  private final EngineSettings settings;
  private final OtherRequests others;
  private final EngineGuards guards;
  private final @Nullable Tls tls;
  private final SessionRegistry registry = new SessionRegistry();
  private final AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();
  private final List<EngineVerticle> lanes = new ArrayList<>();

  /** Set from when {@link #prepare()} has completed until {@link #stop()}. */
  private final AtomicReference<@Nullable String> deployment = new AtomicReference<>();

  /** A server that does not listen yet, is not encrypted, and lets everybody connect. */
  public EngineServer(Vertx vertx, EngineSettings settings, OtherRequests others) {
    this(vertx, settings, others, EngineGuards.open(), null);
  }

  /**
   * A server that does not listen yet.
   *
   * @param vertx should have at least as many event loops as the settings ask for, and the gate of
   *     {@code guards} at its sockets
   * @param others serves the other paths of the port
   * @param guards say who may connect
   * @param tls null where the ports are not encrypted
   */
  public EngineServer(
      Vertx vertx,
      EngineSettings settings,
      OtherRequests others,
      EngineGuards guards,
      @Nullable TlsSettings tls) {
    this.vertx = vertx;
    this.settings = settings;
    this.others = others;
    this.guards = guards;
    this.tls = tls == null ? null : new Tls(tls, vertx);
    for (int i = 0; i < settings.eventLoops(); i++) {
      lanes.add(new EngineVerticle(i, this.tls));
    }
  }

  /**
   * Starts the lanes, which do not listen yet.
   *
   * @return for each lane, by its number, what runs a task on it; fails when the certificate cannot
   *     be used
   */
  public Future<List<Executor>> prepare() {
    return tls == null ? startLanes() : tls.start(this::encrypt).compose(read -> startLanes());
  }

  private Future<Void> encrypt(ServerSSLOptions options) {
    return Future.join(lanes.stream().map(lane -> lane.encrypt(options)).toList()).mapEmpty();
  }

  private Future<List<Executor>> startLanes() {
    AtomicInteger next = new AtomicInteger();
    return vertx
        .deployVerticle(
            () -> lanes.get(next.getAndIncrement()),
            new DeploymentOptions().setInstances(lanes.size()))
        .map(
            id -> {
              deployment.set(id);
              return lanes.stream().<Executor>map(lane -> lane::execute).toList();
            });
  }

  /**
   * Listens, after {@link #prepare()}.
   *
   * @param factory makes the handler of each session
   * @return the port; fails with an {@link IOException} that names host and port when they cannot
   *     be listened on
   */
  public Future<Integer> listen(EngineHandler.Factory factory) {
    return listen(settings.port(), factory).map(listening -> guarded(port()));
  }

  /**
   * Listens on one more port, with the same settings and the same lanes; after {@link
   * #listen(EngineHandler.Factory)}, once.
   *
   * @param port 0 takes a free one
   * @param factory makes the handler of each session that begins there
   * @return as {@link #listen(EngineHandler.Factory)}
   */
  public Future<Integer> listenAlso(int port, EngineHandler.Factory factory) {
    return listen(port, factory).map(listening -> guarded(lanes.get(0).port(1)));
  }

  private int guarded(int port) {
    guards.gate().guard(port);
    return port;
  }

  private Future<?> listen(int port, EngineHandler.Factory factory) {
    EngineShared shared = new EngineShared(settings, factory, others, registry, guards, refusal);
    int shareable = port > 0 ? port : -FREE_PORT_GROUPS.incrementAndGet();
    return Future.join(lanes.stream().map(lane -> lane.listen(shareable, shared)).toList())
        .recover(cause -> Future.failedFuture(cannotListen(settings.host(), port, cause)));
  }

  private static IOException cannotListen(String host, int port, Throwable cause) {
    String where = host + ":" + port;
    return new IOException("cannot listen on " + where + ": " + cause.getMessage(), cause);
  }

  /** The port it listens on; 0 before {@link #listen} has completed. */
  public int port() {
    return lanes.get(0).port(0);
  }

  /** What became of all sessions so far. */
  public ConnectionCounters counters() {
    return registry.counters();
  }

  /** Who says no, with the counts of what is open. */
  public EngineGuards guards() {
    return guards;
  }

  /** When the certificate in use expires, in milliseconds since 1970; 0 without TLS. */
  public long certificateNotAfterMs() {
    return tls == null ? 0 : tls.notAfterMs();
  }

  /**
   * Why the files of TLS as they stand on the disk are not used, so that the certificate that was
   * read before is still shown; null when they are, and without TLS.
   */
  public @Nullable String tlsProblem() {
    return tls == null ? null : tls.problem();
  }

  /** How many TLS handshakes have come to nothing since the start; 0 without TLS. */
  public long failedHandshakes() {
    return tls == null ? 0 : tls.failedHandshakes();
  }

  /** How many sessions are open. */
  public int sessionCount() {
    return registry.size();
  }

  /**
   * Turns new sessions away with HTTP 503 from now on; those that stand go on.
   *
   * @param message told to the client
   * @param retryAfterSeconds when it may come back
   */
  public void refuse(String message, int retryAfterSeconds) {
    refusal.set(new Refusal(message, retryAfterSeconds));
  }

  /** Takes new sessions again after {@link #refuse}. */
  public void accept() {
    refusal.set(null);
  }

  /**
   * Closes all sessions with {@link CloseReason#SERVER_SHUTTING_DOWN}, spread over some time, each
   * when it is answered; goes on listening. Sessions that begin meanwhile stay: {@link #refuse}
   * comes first.
   */
  public Future<Void> leave(Departure departure) {
    return Future.join(lanes.stream().map(lane -> lane.leave(departure)).toList()).mapEmpty();
  }

  /**
   * Closes all sessions with {@link CloseReason#SERVER_SHUTTING_DOWN}, then the port.
   *
   * @return completed when no connection is left; a second call completes at once
   */
  public Future<Void> stop() {
    refuse("the broker is shutting down", 1);
    Future<Void> looked = tls == null ? Future.succeededFuture() : tls.stop();
    String deployed = deployment.getAndSet(null);
    if (deployed == null) {
      return looked;
    }
    return looked
        .compose(ended -> closeSessions())
        .compose(
            drained -> {
              guards.gate().shut();
              return vertx.undeploy(deployed);
            });
  }

  /** Closes all sessions with {@link CloseReason#SERVER_SHUTTING_DOWN}; goes on listening. */
  public Future<?> closeSessions() {
    return Future.join(lanes.stream().map(EngineVerticle::drain).toList());
  }
}
