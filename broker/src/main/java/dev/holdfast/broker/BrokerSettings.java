package dev.holdfast.broker;

import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.CompressionConfig;
import dev.holdfast.broker.config.QueueConfig;
import dev.holdfast.broker.config.ServerConfig;
import dev.holdfast.broker.config.ShutdownConfig;
import dev.holdfast.broker.config.TlsConfig;
import dev.holdfast.broker.queue.DedupSettings;
import dev.holdfast.broker.queue.EmitLimits;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.QueueReader;
import dev.holdfast.broker.queue.RecoverySettings;
import dev.holdfast.broker.queue.ShardWriter;
import dev.holdfast.broker.routing.DeclaredPolicies;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Namespaces;
import dev.holdfast.broker.session.SessionSettings;
import dev.holdfast.broker.transport.Compression;
import dev.holdfast.broker.transport.EngineSettings;
import dev.holdfast.broker.transport.TlsSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The configuration, cut to what each layer takes. */
final class BrokerSettings {
  /** Threads that read stored events for sessions that lag; the disk is what limits them. */
  private static final int READER_THREADS = 2;

  private BrokerSettings() {}

  static EngineSettings engine(BrokerConfig config) {
    ServerConfig server = config.server();
    return new EngineSettings(
        server.host(),
        server.port(),
        server.path(),
        (int) server.pingIntervalMs(),
        (int) server.pingTimeoutMs(),
        (int) server.upgradeTimeoutMs(),
        server.maxPayloadBytes(),
        eventLoops(config),
        server.outboundBufferBytes(),
        server.outboundBufferBytes() / 4,
        server.allowedOrigins(),
        server.cookie().isEmpty() ? null : server.cookie(),
        compression(config.compression()),
        LimitSettings.engine(config));
  }

  /** Null where the ports are not encrypted. */
  static @Nullable TlsSettings tls(TlsConfig tls) {
    Path cert = tls.certFile();
    Path key = tls.keyFile();
    if (cert == null || key == null) {
      return null;
    }
    return new TlsSettings(
        cert,
        key,
        tls.clientCaFile(),
        TlsSettings.ClientAuth.valueOf(tls.clientAuth().toUpperCase(Locale.ROOT)),
        TlsSettings.Version.of(tls.minVersion()),
        tls.handshakeTimeoutMs(),
        tls.reloadIntervalMs());
  }

  private static Compression compression(CompressionConfig config) {
    return new Compression(config.webSocket(), config.polling(), config.thresholdBytes());
  }

  static int eventLoops(BrokerConfig config) {
    int configured = config.server().eventLoops();
    return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
  }

  static QueueCore.Settings core(BrokerConfig config, LongSupplier clock) {
    QueueConfig queue = config.queue();
    return new QueueCore.Settings(
        new ShardWriter.Settings(queue.maxQueuedCommandBytes(), queue.maxCommitBytes()),
        new QueueReader.Limits(queue.pageEvents(), queue.pageBytes(), queue.maxOutOfOrderAcks()),
        queue.tailBytes(),
        new DedupSettings(queue.dedupWindow(), queue.eventIdWindowMs()),
        READER_THREADS,
        new RecoverySettings(
            config.recovery().maxDisconnectionMs(), config.recovery().maxAwayClients()),
        new DeclaredPolicies(namespaces(config), emits(queue)),
        clock,
        config.retention().intervalMs());
  }

  private static EmitLimits emits(QueueConfig queue) {
    return new EmitLimits(
        queue.maxScheduledEvents(), queue.maxRetainedNames(), queue.maxReceipts());
  }

  static SessionSettings sessions(BrokerConfig config) {
    return new SessionSettings(
        namespaces(config),
        LimitSettings.connectTimeoutMs(config),
        config.session().defaultWindow(),
        config.session().maxWindow(),
        config.session().autoAckDelayMs(),
        config.recovery().takeoverProbeMs());
  }

  static Drain.Settings drain(BrokerConfig config) {
    ShutdownConfig shutdown = config.shutdown();
    return new Drain.Settings(
        shutdown.drainTimeoutMs(), shutdown.closePerSecond(), shutdown.restartMs());
  }

  /** The bounds that an operator is shown, by key of the configuration. */
  static Map<String, Object> limits(BrokerConfig config) {
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("server.maxPayloadBytes", config.server().maxPayloadBytes());
    limits.put("server.outboundBufferBytes", config.server().outboundBufferBytes());
    limits.put("server.connectTimeoutMs", config.server().connectTimeoutMs());
    limits.put("session.maxWindow", config.session().maxWindow());
    limits.put("recovery.maxDisconnectionMs", config.recovery().maxDisconnectionMs());
    limits.put("recovery.maxAwayClients", config.recovery().maxAwayClients());
    limits.put("queue.maxQueuedCommandBytes", config.queue().maxQueuedCommandBytes());
    limits.put("queue.maxScheduledEvents", config.queue().maxScheduledEvents());
    limits.put("queue.maxRetainedNames", config.queue().maxRetainedNames());
    limits.put("queue.maxReceipts", config.queue().maxReceipts());
    limits.put("storage.minFreeBytes", config.storage().minFreeBytes());
    limits.putAll(LimitSettings.shown(config.limits()));
    return limits;
  }

  static Namespaces namespaces(BrokerConfig config) {
    Map<String, NamespaceRules> declared = new LinkedHashMap<>();
    config.namespaces().forEach(entry -> declared.put(entry.name(), entry.rules()));
    return new Namespaces(declared);
  }
}
