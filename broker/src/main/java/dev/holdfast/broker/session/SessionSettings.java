package dev.holdfast.broker.session;

import dev.holdfast.broker.routing.Namespaces;

/**
 * What an operator sets for sessions.
 *
 * @param namespaces the declared ones, with what holds there
 * @param connectTimeoutMs a connection that has joined no namespace by then is closed
 * @param defaultWindow unacknowledged events a session may hold that does not ask for a window
 * @param maxWindow the most it may ask for
 * @param autoAckDelayMs mode auto: how long after a delivery a ping is sent to have it acknowledged
 * @param takeoverProbeMs how long a session may take to show that its client is there, when another
 *     connection presents its pid
 */
public record SessionSettings(
    Namespaces namespaces,
    long connectTimeoutMs,
    int defaultWindow,
    int maxWindow,
    long autoAckDelayMs,
    long takeoverProbeMs) {}
