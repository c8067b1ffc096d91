package dev.holdfast.broker.session;

import java.util.Map;

/**
 * What an operator sets for sessions.
 *
 * @param namespaces the declared ones
 * @param connectTimeoutMs a connection that has joined no namespace by then is closed
 * @param defaultWindow unacknowledged events a session may hold that does not ask for a window
 * @param maxWindow the most it may ask for
 * @param autoAckDelayMs mode auto: how long after a delivery a ping is sent to have it acknowledged
 * @param takeoverProbeMs how long a session may take to show that its client is there, when another
 *     connection presents its pid
 */
public record SessionSettings(
    Map<String, NamespaceSettings> namespaces,
    long connectTimeoutMs,
    int defaultWindow,
    int maxWindow,
    long autoAckDelayMs,
    long takeoverProbeMs) {
  /** Copies the map. */
  public SessionSettings {
    namespaces = Map.copyOf(namespaces);
  }
}
