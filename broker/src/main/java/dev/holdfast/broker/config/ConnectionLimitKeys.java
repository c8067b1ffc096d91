package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;

import dev.holdfast.broker.limits.Networks;
import java.util.List;

/** Of the group {@code limits}: who may connect. */
final class ConnectionLimitKeys {
  /** More than any machine has room for. */
  private static final int MANY = 10_000_000;

  private static final TextListType NETWORKS =
      new TextListType(
          ScalarTypes.text("an address or a CIDR block like 10.0.0.0/8", Networks::isBlock));

  static final Key<Integer> MAX_CONNECTIONS =
      new Key<>(
          "limits.maxConnections",
          integer(1, MANY),
          100_000,
          "Open connections in all. One more is closed as it is accepted. The process needs as many"
              + " file descriptors.");

  static final Key<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      new Key<>(
          "limits.maxConnectionsPerAddress",
          integer(1, MANY),
          1000,
          "Open connections of one address, which is an IPv4 address or an IPv6 /64.");

  static final Key<Integer> MAX_UNAUTHENTICATED =
      new Key<>(
          "limits.maxUnauthenticated",
          integer(1, MANY),
          10_000,
          "Connections in all of clients that have not joined a namespace yet, for which they must"
              + " show who they are where authentication is on.");

  static final Key<Integer> MAX_UNAUTHENTICATED_PER_ADDRESS =
      new Key<>(
          "limits.maxUnauthenticatedPerAddress", integer(1, MANY), 100, "The same of one address.");

  static final Key<Integer> CONNECTIONS_PER_SECOND =
      new Key<>(
          "limits.connectionsPerSecond",
          integer(0, 1_000_000),
          5000,
          "New sessions a second in all; more are refused with HTTP 429 and come back. 0: no limit.");

  static final Key<Integer> CONNECTION_BURST =
      new Key<>(
          "limits.connectionBurst",
          integer(1, 1_000_000),
          10_000,
          "New sessions in all that may come at once after a rest.");

  static final Key<Integer> CONNECTIONS_PER_SECOND_PER_ADDRESS =
      new Key<>(
          "limits.connectionsPerSecondPerAddress",
          integer(0, 1_000_000),
          50,
          "New sessions a second of one address; 0: no limit.");

  static final Key<Integer> CONNECTION_BURST_PER_ADDRESS =
      new Key<>(
          "limits.connectionBurstPerAddress",
          integer(1, 1_000_000),
          200,
          "New sessions of one address that may come at once after a rest.");

  static final Key<List<String>> EXEMPT_ADDRESSES =
      new Key<>(
          "limits.exemptAddresses",
          NETWORKS,
          List.of("127.0.0.0/8", "::1/128"),
          "Addresses for which the limits per address do not hold.");

  static final Key<List<String>> TRUSTED_PROXIES =
      new Key<>(
          "limits.trustedProxies",
          NETWORKS,
          List.of(),
          "Proxies whose X-Forwarded-For is believed: the last address in it that is none of these"
              + " is the client's.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS,
          MAX_UNAUTHENTICATED,
          MAX_UNAUTHENTICATED_PER_ADDRESS,
          CONNECTIONS_PER_SECOND,
          CONNECTION_BURST,
          CONNECTIONS_PER_SECOND_PER_ADDRESS,
          CONNECTION_BURST_PER_ADDRESS,
          EXEMPT_ADDRESSES,
          TRUSTED_PROXIES);

  private ConnectionLimitKeys() {}

  /** What was given for them. */
  static ConnectionLimitsConfig config(Values given) {
    return new ConnectionLimitsConfig(
        given.get(MAX_CONNECTIONS),
        given.get(MAX_CONNECTIONS_PER_ADDRESS),
        given.get(MAX_UNAUTHENTICATED),
        given.get(MAX_UNAUTHENTICATED_PER_ADDRESS),
        given.get(CONNECTIONS_PER_SECOND),
        given.get(CONNECTION_BURST),
        given.get(CONNECTIONS_PER_SECOND_PER_ADDRESS),
        given.get(CONNECTION_BURST_PER_ADDRESS),
        given.get(EXEMPT_ADDRESSES),
        given.get(TRUSTED_PROXIES));
  }
}
