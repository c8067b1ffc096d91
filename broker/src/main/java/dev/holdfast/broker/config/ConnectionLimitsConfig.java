package dev.holdfast.broker.config;

import java.util.List;

/** Of the group {@code limits}: who may connect. */
public record ConnectionLimitsConfig(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxUnauthenticated,
    int maxUnauthenticatedPerAddress,
    int connectionsPerSecond,
    int connectionBurst,
    int connectionsPerSecondPerAddress,
    int connectionBurstPerAddress,
    List<String> exemptAddresses,
    List<String> trustedProxies) {
  /** Copies the lists. */
  public ConnectionLimitsConfig {
    exemptAddresses = List.copyOf(exemptAddresses);
    trustedProxies = List.copyOf(trustedProxies);
  }
}
