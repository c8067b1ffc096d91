package dev.holdfast.broker.config;

import java.util.List;

/** The group {@code server}: where the broker listens and how it treats a connection. */
public record ServerConfig(
    String host,
    int port,
    String path,
    int eventLoops,
    long pingIntervalMs,
    long pingTimeoutMs,
    long upgradeTimeoutMs,
    long connectTimeoutMs,
    int maxPayloadBytes,
    int outboundBufferBytes,
    List<String> allowedOrigins,
    String cookie,
    boolean serveClient) {
  /** Copies the list. */
  public ServerConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
