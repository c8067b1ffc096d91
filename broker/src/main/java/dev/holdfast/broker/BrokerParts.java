package dev.holdfast.broker;

import dev.holdfast.broker.admin.ClientFiles;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.StoreState;
import dev.holdfast.broker.security.AccessFile;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.security.SecurityWatch;
import dev.holdfast.broker.session.Farewells;
import dev.holdfast.broker.session.SessionDirectory;
import dev.holdfast.broker.session.SessionServices;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.broker.storage.StoreOpenException;
import dev.holdfast.broker.transport.EngineServer;
import dev.holdfast.broker.transport.OtherRequests;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a broker consists of besides the {@link BrokerPorts} it listens on: put together in one
 * place, each part on those made before it.
 */
final class BrokerParts {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerParts.class);

  /** How often the core is told the time. */
  private static final long TICK_MS = 250;

  /** How often the files that say who may do what are looked at. */
  private static final long ACCESS_LOOK_MS = 1000;

  private final BrokerConfig config;

  /** The one time that what clients and events wait for is compared with. */
  private final SteadyClock clock;

  private final BrokerInsight insight;
  private final RocksStore store;
  private final Network network;
  private final SecurityWatch access;
  private final EngineServer engine;
  private final FailStop failStop;
  private final QueueCore core;
  private final StoreWatch watch;
  private final Drain drain;
  private final SessionServices services;

  /**
   * Opens the store, recovers what it holds, and has all running that clients need; nothing listens
   * yet.
   *
   * @param between what the core is given in place of the store
   * @param wallMs the clock on the wall, in milliseconds since 1970
   * @param closing takes each part that has to be closed, also when a later one cannot be made
   */
  BrokerParts(
      BrokerConfig config, UnaryOperator<Store> between, LongSupplier wallMs, Closing closing)
      throws StoreOpenException,
          SecurityFileException,
          BrokerStartException,
          ExecutionException,
          InterruptedException {
    this.config = config;
    insight = closing.add(new BrokerInsight(), BrokerInsight::close);
    store = closing.add(openStore(config), RocksStore::close);
    clock = startClock(store, wallMs);
    network = closing.add(Network.open(config), Network::close);
    access = closing.add(new SecurityWatch(ACCESS_LOOK_MS), SecurityWatch::close);
    SessionDirectory sessions = new SessionDirectory();
    BrokerSecurity security = new BrokerSecurity(config.auth(), sessions, access, closing);
    engine = network.engine(config, insight.forClients().or(clientFiles(config)));
    failStop = new FailStop(insight.health(), engine);
    core = closing.add(openCore(between.apply(store)), QueueCore::close);
    closing.add(startTicks(), network.vertx()::cancelTimer);
    watch = closing.add(startWatch(), StoreWatch::stop);
    drain = new Drain(engine, core, BrokerSettings.drain(config), failStop.failure());
    services = services(security, sessions);
    store.whenFailed(failStop::failed);
    store.measure(insight.metrics().store());
    insight.watch(engine, store, config.storage(), watch);
    insight.watch(network.limits());
    insight.watch(security.counters());
    access.files().add(AccessFile.TLS, engine::tlsProblem);
    insight.watch(access.files());
  }

  private static RocksStore openStore(BrokerConfig config) throws StoreOpenException {
    LOG.info("opening the store in {}", config.storage().dataDir().toAbsolutePath());
    StorageSettings settings = new StorageSettings(config.storage().memoryBudgetBytes());
    return RocksStore.open(config.storage().dataDir(), settings, Epochs::next);
  }

  /** Goes on from the latest time that is stored, so that what was timed by it is not over late. */
  private static SteadyClock startClock(Store store, LongSupplier wallMs) {
    long storedMs = StoreState.of(store).latestMs();
    SteadyClock clock = SteadyClock.after(storedMs, wallMs, System::nanoTime);
    long behindMs = storedMs - wallMs.getAsLong();
    if (behindMs > 0) {
      LOG.warn(
          "the clock is {} ms behind the latest time in the store: {}",
          behindMs,
          clock.getAsLong() < storedMs
              ? "taken for right; delays that were under way last longer by as much"
              : "going on from there, at nine tenths of the speed, until the clock has caught up");
    }
    return clock;
  }

  private static OtherRequests clientFiles(BrokerConfig config) {
    return config.server().serveClient()
        ? ClientFiles.under(config.server().path())
        : OtherRequests.NONE;
  }

  private QueueCore openCore(Store seen) throws ExecutionException, InterruptedException {
    List<Executor> loops = Await.result(engine.prepare());
    Farewells farewells = new Farewells(BrokerSettings.namespaces(config), clock);
    QueueCore.Settings settings = BrokerSettings.core(config, clock);
    return new QueueCore(seen, settings, loops, failStop::failed, farewells);
  }

  private long startTicks() {
    return network.vertx().setPeriodic(TICK_MS, id -> tick());
  }

  /** After a failure nobody would take the ticks out of the writer's queue. */
  private void tick() {
    if (!failStop.hasFailed()) {
      long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
      core.writer().tick(nowMs, clock.getAsLong());
    }
  }

  private StoreWatch startWatch() {
    long minFreeBytes = config.storage().minFreeBytes();
    DiskWatch disk = new DiskWatch(minFreeBytes, store::freeBytes, core.growth());
    return StoreWatch.start(store, disk, failStop::failed);
  }

  private SessionServices services(BrokerSecurity security, SessionDirectory sessions) {
    return new SessionServices(
        core,
        BrokerSettings.sessions(config),
        security.security(),
        sessions,
        LimitSettings.sessions(config, network.limits()),
        new VertxTimers(network.vertx(), failStop::failed),
        clock,
        new RandomIds(),
        insight.ofSessions(core, clock));
  }

  BrokerConfig config() {
    return config;
  }

  BrokerInsight insight() {
    return insight;
  }

  RocksStore store() {
    return store;
  }

  Network network() {
    return network;
  }

  /** Looks at the files that say who may do what, once it is started. */
  SecurityWatch access() {
    return access;
  }

  EngineServer engine() {
    return engine;
  }

  FailStop failStop() {
    return failStop;
  }

  StoreWatch watch() {
    return watch;
  }

  Drain drain() {
    return drain;
  }

  /** What sessions are made with. */
  SessionServices services() {
    return services;
  }
}
