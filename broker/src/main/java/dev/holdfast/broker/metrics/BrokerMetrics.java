package dev.holdfast.broker.metrics;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.security.AccessFile;
import dev.holdfast.broker.security.AccessFiles;
import dev.holdfast.broker.security.AuthCounters;
import dev.holdfast.broker.session.SessionCounters;
import dev.holdfast.broker.session.SessionMetrics;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StoreMetrics;
import dev.holdfast.broker.transport.EngineServer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The metrics of one broker. {@link #store} and {@link #sessions} are told what is measured from
 * the start; the {@code watch} methods have a part of the broker read at each scrape. To be put
 * together by one thread; scraped by any.
 */
public final class BrokerMetrics implements AutoCloseable {
  /** The type of the text format of Prometheus. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Of Micrometer's own, those whose names the linter of Prometheus objects to. */
  private static final List<String> MISNAMED = List.of("process.cpu.time", "system.cpu.count");

  private final PrometheusMeterRegistry registry = registry();
  private final Meters meters = new Meters(registry);
  private final SessionMeters sessions = new SessionMeters(meters);
  private final StoreMeters store = new StoreMeters(meters);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** With the meters of the JVM and the process. */
  public BrokerMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Filters must stand before the first meter. */
  private static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(MeterFilter.deny(id -> MISNAMED.contains(id.getName())));
    return registry;
  }

  /** Is told what commits cost. */
  public StoreMetrics store() {
    return store;
  }

  /** Is told how long events take. */
  public SessionMetrics sessions() {
    return sessions;
  }

  /** Reads the connections. */
  public void watch(EngineServer engine) {
    ConnectionMeters.bind(meters, engine);
  }

  /** Reads the events and queues. */
  public void watch(QueueCore core) {
    EventMeters.bind(meters, core);
  }

  /** Reads the sessions. */
  public void watch(SessionCounters counters) {
    sessions.bind(meters, counters);
  }

  /**
   * Reads the store.
   *
   * @param memoryBudgetBytes what its memory is bounded by
   * @param minFreeBytes with less on its disk the broker is read-only
   */
  public void watch(RocksStore stored, long memoryBudgetBytes, long minFreeBytes) {
    StoreMeters.bind(meters, stored, memoryBudgetBytes, minFreeBytes);
  }

  /**
   * Reads the state of the broker as a whole.
   *
   * @param ready whether clients should be sent to it
   * @param readOnly whether it takes no new events, as its disk is nearly full
   * @param failed whether its store has failed
   */
  public void watch(BooleanSupplier ready, BooleanSupplier readOnly, BooleanSupplier failed) {
    meters.gauge(
        "holdfast.ready",
        "1 while clients should be sent to the broker, as /health/ready says.",
        () -> ready.getAsBoolean() ? 1 : 0);
    meters.gauge(
        "holdfast.read.only",
        "1 while the broker takes no new events, as its disk is nearly full.",
        () -> readOnly.getAsBoolean() ? 1 : 0);
    meters.gauge(
        "holdfast.store.failed",
        "1 when the store has failed: the broker is of no use until it is restarted.",
        () -> failed.getAsBoolean() ? 1 : 0);
  }

  /** Reads how often each limit was hit. */
  public void watch(LimitCounters limits) {
    for (Limit limit : Limit.values()) {
      meters.counter(
          "holdfast.limits.hit",
          "How often somebody was refused, slowed down or cut off by a limit.",
          () -> limits.count(limit),
          "limit",
          limit.key());
    }
  }

  /** Reads what came of credentials. */
  public void watch(AuthCounters credentials) {
    AuthMeters.bind(meters, credentials);
  }

  /** Reads which of the files that say who may do what can be used. */
  public void watch(AccessFiles files) {
    for (AccessFile kind : AccessFile.values()) {
      meters.gauge(
          "holdfast.access.files.unusable",
          "Files that say who may do what, or of TLS, and could not be used when they were changed:"
              + " what was read from them before holds on.",
          () -> files.unusable(kind),
          "file",
          kind.label());
    }
  }

  /** What Prometheus reads, as {@link #CONTENT_TYPE}. It asks the disk: not for an event loop. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
