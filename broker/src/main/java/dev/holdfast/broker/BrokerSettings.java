package dev.holdfast.broker;

import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.CompressionConfig;
import dev.holdfast.broker.config.QueueConfig;
import dev.holdfast.broker.config.ServerConfig;
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
import java.util.LinkedHashMap;
import java.util.Map;

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
        LimitSettings.engine(config, false));
  }

  private static Compression compression(CompressionConfig config) {
    return new Compression(config.webSocket(), config.polling(), config.thresholdBytes());
  }

  static int eventLoops(BrokerConfig config) {
    int configured = config.server().eventLoops();
    return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
  }

  static QueueCore.Settings core(BrokerConfig config) {
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
        System.currentTimeMillis(),
        config.retention().intervalMs());
  }

  private static EmitLimits emits(QueueConfig queue) {
    return new EmitLimits(
        queue.maxScheduledEvents(), queue.maxRetainedNames(), queue.maxReceipts());
  }

  static SessionSettings sessions(BrokerConfig config) {
    return new SessionSettings(
        namespaces(config),
        LimitSettings.connectTimeoutMs(config, false),
        config.session().defaultWindow(),
        config.session().maxWindow(),
        config.session().autoAckDelayMs(),
        config.recovery().takeoverProbeMs());
  }

  static Namespaces namespaces(BrokerConfig config) {
    Map<String, NamespaceRules> declared = new LinkedHashMap<>();
    config.namespaces().forEach(entry -> declared.put(entry.name(), entry.rules()));
    return new Namespaces(declared);
  }
}
