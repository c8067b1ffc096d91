package dev.holdfast.broker.config;

/** The group {@code recovery}: how long sessions wait for clients that come back with their pid. */
public record RecoveryConfig(long maxDisconnectionMs, int maxAwayClients, long takeoverProbeMs) {}
