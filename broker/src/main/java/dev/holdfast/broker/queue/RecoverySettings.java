package dev.holdfast.broker.queue;

/**
 * How long sessions wait for their clients.
 *
 * @param maxDisconnectionMs how long a client may be away and still recover its session
 * @param maxAwayClients how many may be away; one more, and the longest away is given up
 */
public record RecoverySettings(long maxDisconnectionMs, int maxAwayClients) {}
