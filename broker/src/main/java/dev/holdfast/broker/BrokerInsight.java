package dev.holdfast.broker;

import dev.holdfast.broker.admin.HealthEndpoint;
import dev.holdfast.broker.admin.MetricsEndpoint;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.config.StorageConfig;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.broker.metrics.BrokerMetrics;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.security.AccessFiles;
import dev.holdfast.broker.session.SessionInsight;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.transport.EngineServer;
import dev.holdfast.broker.transport.OtherRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** What a broker says of itself to those who watch it: metrics and health. Any thread. */
final class BrokerInsight implements AutoCloseable {
  private final BrokerMetrics metrics = new BrokerMetrics();
  private final BrokerHealth health = new BrokerHealth();

  BrokerMetrics metrics() {
    return metrics;
  }

  BrokerHealth health() {
    return health;
  }

  /**
   * Has what sessions do on this core counted and measured.
   *
   * @param clock by which events bear their times
   */
  SessionInsight ofSessions(QueueCore core, LongSupplier clock) {
    SessionInsight sessions = new SessionInsight(metrics.sessions(), core.lanes().size(), clock);
    metrics.watch(sessions.counters());
    metrics.watch(core);
    return sessions;
  }

  /** Reads the rest; to be called once, when all that is there. */
  void watch(EngineServer engine, RocksStore store, StorageConfig config, StoreWatch disk) {
    metrics.watch(engine);
    metrics.watch(store, config.memoryBudgetBytes(), config.minFreeBytes());
    metrics.watch(health::isReady, disk::isLow, () -> !health.isAlive());
  }

  /** Reads how often limits were hit. */
  void watch(LimitCounters limits) {
    metrics.watch(limits);
  }

  /** Reads which of the files that say who may do what can be used. */
  void watch(AccessFiles files) {
    metrics.watch(files);
    health.watch(files);
  }

  /** What anybody may ask on the port of the clients. */
  OtherRequests forClients() {
    return new HealthEndpoint(health);
  }

  /**
   * What operators may ask on theirs.
   *
   * @param worker runs what waits for a disk
   */
  List<Route> routes(Executor worker) {
    List<Route> routes = new ArrayList<>(new HealthEndpoint(health).routes());
    routes.addAll(
        new MetricsEndpoint(metrics::scrape, BrokerMetrics.CONTENT_TYPE, worker).routes());
    return routes;
  }

  @Override
  public void close() {
    metrics.close();
  }
}
