package dev.holdfast.broker;

import dev.holdfast.broker.config.AuthConfig;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.ConnectionLimitsConfig;
import dev.holdfast.broker.config.LimitsConfig;
import dev.holdfast.broker.config.SessionLimitsConfig;
import dev.holdfast.broker.config.TransportLimitsConfig;
import dev.holdfast.broker.limits.Cap;
import dev.holdfast.broker.limits.ConnectionLimits;
import dev.holdfast.broker.limits.ForwardedFor;
import dev.holdfast.broker.limits.LimitListener;
import dev.holdfast.broker.limits.Networks;
import dev.holdfast.broker.limits.Rate;
import dev.holdfast.broker.limits.SessionLimits;
import dev.holdfast.broker.transport.EngineGuards;
import dev.holdfast.broker.transport.EngineLimits;
import dev.holdfast.broker.transport.PageRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The group {@code limits} of the configuration, cut to what each layer takes. */
final class LimitSettings {
  /** What may stand around a connect payload in its message. */
  private static final int AROUND_CONNECT_BYTES = 4096;

  private LimitSettings() {}

  static EngineGuards guards(BrokerConfig config, LimitListener listener) {
    ConnectionLimitsConfig limits = config.limits().connections();
    ForwardedFor proxies = new ForwardedFor(Networks.of(limits.trustedProxies()));
    ConnectionLimits connections =
        new ConnectionLimits(
            connections(limits),
            proxies,
            listener,
            System::nanoTime,
            bound -> ThreadLocalRandom.current().nextInt(bound));
    return EngineGuards.of(connections, proxies, listener);
  }

  private static ConnectionLimits.Settings connections(ConnectionLimitsConfig limits) {
    return new ConnectionLimits.Settings(
        new Cap(limits.maxConnections(), limits.maxConnectionsPerAddress()),
        new Cap(limits.maxUnauthenticated(), limits.maxUnauthenticatedPerAddress()),
        new Rate(limits.connectionsPerSecond(), limits.connectionBurst()),
        new Rate(limits.connectionsPerSecondPerAddress(), limits.connectionBurstPerAddress()),
        Networks.of(limits.exemptAddresses()));
  }

  static EngineLimits engine(BrokerConfig config) {
    TransportLimitsConfig limits = config.limits().transport();
    return new EngineLimits(
        (int) limits.requestTimeoutMs(),
        (int) limits.messageTimeoutMs(),
        (int) limits.idleTimeoutMs(),
        (int) limits.writeTimeoutMs(),
        limits.maxRequestLineBytes(),
        limits.maxHeaderBytes(),
        limits.maxInflateRatio(),
        limits.maxOutboundBytes(),
        maxUnknownBytes(config.auth()),
        pages(config.auth()));
  }

  private static PageRule pages(AuthConfig auth) {
    if (auth.isOn()) {
      return PageRule.OWN_HOST;
    }
    return auth.insecureLetEveryoneIn() ? PageRule.ALL : PageRule.THIS_MACHINE;
  }

  /** One that is a little too long is still told so, in an answer to its CONNECT. */
  private static int maxUnknownBytes(AuthConfig auth) {
    return auth.isOn() ? auth.maxConnectBytes() + AROUND_CONNECT_BYTES : Integer.MAX_VALUE;
  }

  static SessionLimits sessions(BrokerConfig config, LimitListener listener) {
    SessionLimitsConfig limits = config.limits().sessions();
    return new SessionLimits(
        new SessionLimits.Settings(
            new Rate(limits.eventsPerSecond(), limits.eventBurst()),
            limits.maxEventDelayMs(),
            limits.maxRoomsPerClient(),
            limits.maxNamespacesPerConnection(),
            limits.maxSessionsPerSubject()),
        listener);
  }

  /** Those that clients meet first in the work of every day, by key. */
  static Map<String, Object> shown(LimitsConfig limits) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("limits.maxConnections", limits.connections().maxConnections());
    shown.put("limits.maxConnectionsPerAddress", limits.connections().maxConnectionsPerAddress());
    shown.put("limits.connectionsPerSecond", limits.connections().connectionsPerSecond());
    shown.put("limits.maxOutboundBytes", limits.transport().maxOutboundBytes());
    shown.put("limits.eventsPerSecond", limits.sessions().eventsPerSecond());
    shown.put("limits.maxRoomsPerClient", limits.sessions().maxRoomsPerClient());
    shown.put("limits.maxSessionsPerSubject", limits.sessions().maxSessionsPerSubject());
    return shown;
  }

  /** How long a connection may stay that has joined no namespace. */
  static long connectTimeoutMs(BrokerConfig config) {
    long usual = config.server().connectTimeoutMs();
    long limit = config.limits().transport().authenticationTimeoutMs();
    return config.auth().isOn() ? Math.min(usual, limit) : usual;
  }
}
