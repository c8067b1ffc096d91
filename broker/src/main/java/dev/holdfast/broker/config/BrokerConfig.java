package dev.holdfast.broker.config;

import java.util.List;

/**
 * Everything an operator can decide. What each component means, its unit, default and range: {@link
 * Keys}, and from there {@code docs/configuration.md}.
 */
public record BrokerConfig(
    ServerConfig server,
    AuthConfig auth,
    CompressionConfig compression,
    MsgpackConfig msgpack,
    TlsConfig tls,
    SessionConfig session,
    RecoveryConfig recovery,
    QueueConfig queue,
    RetentionConfig retention,
    StorageConfig storage,
    ShutdownConfig shutdown,
    LimitsConfig limits,
    AdminConfig admin,
    LoggingConfig logging,
    List<NamespaceConfig> namespaces) {
  /** Copies the list. */
  public BrokerConfig {
    namespaces = List.copyOf(namespaces);
  }

  /** The configuration of an empty file. */
  public static BrokerConfig defaults() {
    return Keys.config(new Values());
  }
}
