package dev.holdfast.broker;

import dev.holdfast.broker.admin.ClientFiles;
import dev.holdfast.broker.admin.ControlSocket;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.MsgpackConfig;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.broker.msgpack.MsgpackServer;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.session.Farewells;
import dev.holdfast.broker.session.SessionDirectory;
import dev.holdfast.broker.session.SessionServices;
import dev.holdfast.broker.session.SocketServer;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.broker.storage.StoreOpenException;
import dev.holdfast.broker.transport.EngineGuards;
import dev.holdfast.broker.transport.EngineServer;
import dev.holdfast.broker.transport.OtherRequests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker, to be started in any JVM application:
 *
 * <pre>{@code
 * try (Broker broker = Broker.start(BrokerConfig.defaults())) {
 *   System.out.println("listening on port " + broker.port());
 *   …
 * }
 * }</pre>
 *
 * <p>Its methods may be called from any thread but the broker's own.
 */
public final class Broker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
  private static final int RETRY_AFTER_SECONDS = 1;

  /** How often the core is told the time. */
  private static final long TICK_MS = 250;

  private final BrokerConfig config;
  private final RocksStore store;
  private final Vertx vertx;
  private final EngineServer engine;
  private final LimitCounters limits;
  private final QueueCore core;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final long tick;
  private final StoreWatch watch;
  private final @Nullable ControlSocket control;
  private final int port;
  private final int msgpackPort;

  /**
   * Opens the store, recovers what it holds and listens. Returns when clients can connect.
   *
   * @throws BrokerStartException when the data directory cannot be used or the port is taken;
   *     nothing is left running then
   * @throws InterruptedException when the calling thread is interrupted meanwhile
   */
  public static Broker start(BrokerConfig config)
      throws BrokerStartException, InterruptedException {
    return start(config, UnaryOperator.identity());
  }

  /**
   * As {@link #start(BrokerConfig)}, on what {@code between} makes of the store: the seam at which
   * tests show that they would find a store's faults.
   */
  static Broker start(BrokerConfig config, UnaryOperator<Store> between)
      throws BrokerStartException, InterruptedException {
    Path dataDir = config.storage().dataDir();
    LOG.info("opening the store in {}", dataDir.toAbsolutePath());
    RocksStore store;
    try {
      StorageSettings settings = new StorageSettings(config.storage().memoryBudgetBytes());
      store = RocksStore.open(dataDir, settings, Epochs::next);
    } catch (StoreOpenException e) {
      throw new BrokerStartException(String.valueOf(e.getMessage()), e);
    }
    LimitCounters limits = new LimitCounters();
    EngineGuards guards = LimitSettings.guards(config, limits);
    Vertx vertx = vertx(config, guards);
    try {
      return new Broker(config, store, between, new Network(vertx, guards, limits));
    } catch (ExecutionException e) {
      closeQuietly(vertx, store);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String address = config.server().host() + ":" + config.server().port();
      throw new BrokerStartException(
          "Cannot listen on " + address + ": " + cause.getMessage(), cause);
    } catch (Store.StoreException e) {
      closeQuietly(vertx, store);
      throw new BrokerStartException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | InterruptedException e) {
      closeQuietly(vertx, store);
      throw e;
    }
  }

  /** What clients reach it by, and what they may take of it. */
  private record Network(Vertx vertx, EngineGuards guards, LimitCounters limits) {}

  private Broker(
      BrokerConfig config, RocksStore store, UnaryOperator<Store> between, Network network)
      throws ExecutionException, InterruptedException {
    this.config = config;
    this.store = store;
    this.vertx = network.vertx();
    this.limits = network.limits();
    this.engine =
        new EngineServer(vertx, BrokerSettings.engine(config), others(config), network.guards());
    List<Executor> loops = await(engine.prepare());
    Farewells farewells =
        new Farewells(BrokerSettings.namespaces(config), System::currentTimeMillis);
    Store seen = between.apply(store);
    this.core = new QueueCore(seen, BrokerSettings.core(config), loops, this::failed, farewells);
    this.tick = vertx.setPeriodic(TICK_MS, id -> tick());
    this.watch =
        StoreWatch.start(
            store, new DiskWatch(config.storage().minFreeBytes(), store::freeBytes, core.growth()));
    store.whenFailed(this::failed);
    try {
      SocketServer sessions = new SocketServer(services());
      this.port = await(engine.listen(sessions));
      this.msgpackPort = listenForMsgpack(sessions);
    } catch (ExecutionException | InterruptedException | RuntimeException e) {
      vertx.cancelTimer(tick);
      watch.stop();
      core.close();
      throw e;
    }
    this.control = ControlSocket.open(config.storage().dataDir(), BrokerControl.commands(store));
    LOG.info("listening on http://{}:{}{}", config.server().host(), port, config.server().path());
  }

  private int listenForMsgpack(SocketServer sessions)
      throws ExecutionException, InterruptedException {
    MsgpackConfig msgpack = config.msgpack();
    if (!msgpack.enabled()) {
      return 0;
    }
    int listening = await(engine.listenAlso(msgpack.port(), new MsgpackServer(sessions)));
    LOG.info("listening for MessagePack on port {}", listening);
    return listening;
  }

  /** After a failure nobody would take the ticks out of the writer's queue. */
  private void tick() {
    if (!failure.isDone()) {
      long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
      core.writer().tick(nowMs, System.currentTimeMillis());
    }
  }

  private static OtherRequests others(BrokerConfig config) {
    return config.server().serveClient()
        ? ClientFiles.under(config.server().path())
        : OtherRequests.NONE;
  }

  private SessionServices services() {
    return new SessionServices(
        core,
        BrokerSettings.sessions(config),
        new SessionDirectory(),
        LimitSettings.sessions(config, limits),
        new VertxTimers(vertx, this::failed),
        System::currentTimeMillis,
        new RandomIds());
  }

  private static Vertx vertx(BrokerConfig config, EngineGuards guards) {
    Transport fastest = Transport.nativeTransport();
    boolean usable = fastest != null && fastest.available();
    VertxOptions options =
        new VertxOptions().setEventLoopPoolSize(BrokerSettings.eventLoops(config));
    return Vertx.builder()
        .with(options)
        .withTransport(guards.gate().on(usable ? fastest : Transport.NIO))
        .build();
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** The port for clients with the MessagePack parser; 0 when it is not enabled. */
  public int msgpackPort() {
    return msgpackPort;
  }

  /** How often each limit was hit. */
  public LimitCounters limits() {
    return limits;
  }

  /** Where clients connect: {@code http://host:port}. */
  public String url() {
    return "http://" + config.server().host() + ":" + port;
  }

  /** True while its disk is nearly full: it takes no new events, and does all else. */
  public boolean isReadOnly() {
    return watch.isLow();
  }

  /**
   * Completes when the store has failed. The broker has then confirmed nothing that is not durable,
   * refuses every client, and does not recover by itself: close it and start another (P1).
   */
  public CompletionStage<Throwable> failure() {
    return failure.minimalCompletionStage();
  }

  /** Called on the writer's or a reader's thread. */
  private void failed(Throwable cause) {
    if (!failure.complete(cause)) {
      return;
    }
    LOG.error(
        "the store failed: the broker takes no more events until it is restarted. {}",
        cause.getMessage(),
        cause);
    if (!stopping.get()) {
      engine.refuse("the broker's store failed and waits for a restart", RETRY_AFTER_SECONDS);
      engine.closeSessions();
    }
  }

  /**
   * Drains and stops: turns new connections away, answers what was submitted, closes the
   * connections, and closes the store. What clients had not acknowledged is delivered after the
   * next start.
   */
  public void stop() throws InterruptedException {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    LOG.info("stopping: no new connections, {} open", engine.sessionCount());
    engine.refuse("the broker is shutting down", RETRY_AFTER_SECONDS);
    drain();
    try {
      await(engine.stop());
    } catch (ExecutionException e) {
      LOG.warn("connections did not close cleanly", e);
    }
    vertx.cancelTimer(tick);
    watch.stop();
    if (control != null) {
      control.stop();
    }
    core.close();
    closeQuietly(vertx, store);
    LOG.info("stopped");
  }

  /** As {@link #stop()}; when the thread is interrupted meanwhile, that is noted on it. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until everything that was submitted is answered, but not for ever. */
  private void drain() throws InterruptedException {
    CompletableFuture<?>[] lanes =
        core.lanes().stream().map(this::processed).toArray(CompletableFuture[]::new);
    long timeoutMs = config.shutdown().drainTimeoutMs();
    try {
      // After a failure nothing is answered any more.
      CompletableFuture.anyOf(CompletableFuture.allOf(lanes), failure)
          .get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("not everything was answered within {} ms; clients will resend it", timeoutMs);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a barrier does not fail", e);
    }
  }

  private CompletableFuture<Void> processed(Lane lane) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    core.writer().whenProcessed(lane, () -> done.complete(null));
    return done;
  }

  private static void closeQuietly(Vertx vertx, RocksStore store) throws InterruptedException {
    try {
      await(vertx.close());
    } catch (ExecutionException e) {
      LOG.warn("the event loops did not close cleanly", e);
    }
    store.close();
  }

  private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
