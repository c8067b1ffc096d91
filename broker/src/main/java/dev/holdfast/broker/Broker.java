package dev.holdfast.broker;

import dev.holdfast.broker.admin.AuditLog;
import dev.holdfast.broker.admin.ClientFiles;
import dev.holdfast.broker.admin.ControlSocket;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.MsgpackConfig;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.broker.msgpack.MsgpackServer;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Traces;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.session.Farewells;
import dev.holdfast.broker.session.Holders;
import dev.holdfast.broker.session.SessionDirectory;
import dev.holdfast.broker.session.SessionServices;
import dev.holdfast.broker.session.SocketServer;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.broker.storage.StoreOpenException;
import dev.holdfast.broker.transport.EngineServer;
import dev.holdfast.broker.transport.OtherRequests;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
  private final BrokerInsight insight;
  private final Network network;
  private final EngineServer engine;
  private final BrokerSecurity security;
  private final QueueCore core;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final SessionDirectory sessions = new SessionDirectory();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final long tick;
  private final StoreWatch watch;
  private final AuditLog audit = new AuditLog(System::currentTimeMillis);
  private final Drain drain;
  private final @Nullable BrokerAdmin admin;
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
    Exposure.check(config);
    Path dataDir = config.storage().dataDir();
    LOG.info("opening the store in {}", dataDir.toAbsolutePath());
    BrokerInsight insight = new BrokerInsight();
    RocksStore store;
    try {
      StorageSettings settings = new StorageSettings(config.storage().memoryBudgetBytes());
      store = RocksStore.open(dataDir, settings, Epochs::next);
    } catch (StoreOpenException e) {
      insight.close();
      throw new BrokerStartException(String.valueOf(e.getMessage()), e);
    }
    Network network = Network.open(config);
    try {
      return new Broker(config, store, between, network, insight);
    } catch (ExecutionException e) {
      closeQuietly(network, store, insight);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BrokerStartException("The broker " + cause.getMessage(), cause);
    } catch (Store.StoreException | SecurityFileException e) {
      closeQuietly(network, store, insight);
      throw new BrokerStartException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | InterruptedException | BrokerStartException e) {
      closeQuietly(network, store, insight);
      throw e;
    }
  }

  private Broker(
      BrokerConfig config,
      RocksStore store,
      UnaryOperator<Store> between,
      Network network,
      BrokerInsight insight)
      throws ExecutionException, InterruptedException, SecurityFileException, BrokerStartException {
    this.config = config;
    this.store = store;
    this.network = network;
    this.insight = insight;
    this.security = new BrokerSecurity(config.auth(), sessions);
    this.engine = network.engine(config, insight.forClients().or(clientFiles(config)));
    List<Executor> loops = await(engine.prepare());
    Farewells farewells =
        new Farewells(BrokerSettings.namespaces(config), System::currentTimeMillis);
    Store seen = between.apply(store);
    this.core = new QueueCore(seen, BrokerSettings.core(config), loops, this::failed, farewells);
    this.tick = network.vertx().setPeriodic(TICK_MS, id -> tick());
    this.watch =
        StoreWatch.start(
            store, new DiskWatch(config.storage().minFreeBytes(), store::freeBytes, core.growth()));
    store.whenFailed(this::failed);
    store.measure(insight.metrics().store());
    insight.watch(engine, store, config.storage(), watch);
    insight.watch(network.limits());
    insight.watch(security.files());
    this.drain = new Drain(engine, core, BrokerSettings.drain(config), failure);
    try {
      SessionServices services = services();
      SocketServer server = new SocketServer(services);
      this.port = await(engine.listen(server));
      this.msgpackPort = listenForMsgpack(server);
      this.admin = config.admin().enabled() ? listenForOperators(services) : null;
    } catch (ExecutionException
        | InterruptedException
        | SecurityFileException
        | RuntimeException e) {
      security.close();
      network.vertx().cancelTimer(tick);
      watch.stop();
      core.close();
      throw e;
    }
    insight.health().serving(watch::isLow, this::isDraining);
    this.control =
        ControlSocket.open(
            config.storage().dataDir(), BrokerControl.commands(store, admin, audit, trace()));
    LOG.info("listening on {}{}", url(), config.server().path());
  }

  private int listenForMsgpack(SocketServer server)
      throws ExecutionException, InterruptedException {
    MsgpackConfig msgpack = config.msgpack();
    if (!msgpack.enabled()) {
      return 0;
    }
    int listening = await(engine.listenAlso(msgpack.port(), new MsgpackServer(server)));
    LOG.info("listening for MessagePack on port {}", listening);
    return listening;
  }

  private BrokerAdmin listenForOperators(SessionServices services)
      throws ExecutionException, InterruptedException, SecurityFileException {
    List<Route> routes = new ArrayList<>(BrokerAdmin.routes(config, services, drain));
    routes.addAll(insight.routes(this::runBlocking));
    return await(BrokerAdmin.start(network.vertx(), config.admin(), audit, routes));
  }

  /** Runs what may wait for a disk. */
  private void runBlocking(Runnable task) {
    var unused =
        network
            .vertx()
            .executeBlocking(
                () -> {
                  task.run();
                  return true;
                });
  }

  /** After a failure nobody would take the ticks out of the writer's queue. */
  private void tick() {
    if (!failure.isDone()) {
      long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
      core.writer().tick(nowMs, System.currentTimeMillis());
    }
  }

  private static OtherRequests clientFiles(BrokerConfig config) {
    return config.server().serveClient()
        ? ClientFiles.under(config.server().path())
        : OtherRequests.NONE;
  }

  private TraceControl trace() {
    return new TraceControl(
        new Traces(store), store.lineage(), new Holders(sessions), System::currentTimeMillis);
  }

  private SessionServices services() {
    return new SessionServices(
        core,
        BrokerSettings.sessions(config),
        security.security(),
        sessions,
        LimitSettings.sessions(config, network.limits()),
        new VertxTimers(network.vertx(), this::failed),
        System::currentTimeMillis,
        new RandomIds(),
        insight.ofSessions(core));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** The port for clients with the MessagePack parser; 0 when it is not enabled. */
  public int msgpackPort() {
    return msgpackPort;
  }

  /** The port of the admin API; 0 when it is not enabled. */
  public int adminPort() {
    return admin == null ? 0 : admin.port();
  }

  /** How often each limit was hit. */
  public LimitCounters limits() {
    return network.limits();
  }

  /** Where clients connect: {@code http://host:port}, or https. */
  public String url() {
    return (config.tls().enabled() ? "https" : "http")
        + "://"
        + config.server().host()
        + ":"
        + port;
  }

  /**
   * Completes when every event loop and the writer have done what they had to do before this call:
   * a broker that stands still does not complete it.
   */
  public CompletionStage<Void> roundTrip() {
    return processed().minimalCompletionStage();
  }

  /** True while its disk is nearly full: it takes no new events, and does all else. */
  public boolean isReadOnly() {
    return watch.isLow();
  }

  /** Its metrics, in the text format of Prometheus. Not for an event loop: it asks the disk. */
  public String metrics() {
    return insight.metrics().scrape();
  }

  /** True when it leaves off serving: new connections are turned away. */
  public boolean isDraining() {
    return drain.state() != Drain.State.SERVING;
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
    insight.health().failed(String.valueOf(cause.getMessage()));
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
   * connections gradually, and closes the store. What clients had not acknowledged is delivered
   * after the next start.
   */
  public void stop() throws InterruptedException {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    LOG.info("stopping: no new connections, {} open", engine.sessionCount());
    try {
      drain.begin("the broker is shutting down").get();
      await(engine.stop());
      if (admin != null) {
        await(admin.close());
      }
    } catch (ExecutionException e) {
      LOG.warn("connections did not close cleanly", e);
    }
    network.vertx().cancelTimer(tick);
    security.close();
    watch.stop();
    if (control != null) {
      control.stop();
    }
    core.close();
    closeQuietly(network, store, insight);
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

  /** Completes when all lanes have got the outcome of what they submitted so far. */
  private CompletableFuture<Void> processed() {
    return CompletableFuture.allOf(
        core.lanes().stream().map(this::processed).toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> processed(Lane lane) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    core.writer().whenProcessed(lane, () -> done.complete(null));
    return done;
  }

  private static void closeQuietly(Network network, RocksStore store, BrokerInsight insight)
      throws InterruptedException {
    try {
      await(network.vertx().close());
    } catch (ExecutionException e) {
      LOG.warn("the event loops did not close cleanly", e);
    }
    store.close();
    insight.close();
  }

  private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
