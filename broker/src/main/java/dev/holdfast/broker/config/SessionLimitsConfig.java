package dev.holdfast.broker.config;

/** Of the group {@code limits}: what a client may ask for. */
public record SessionLimitsConfig(
    int eventsPerSecond,
    int eventBurst,
    long maxEventDelayMs,
    int maxRoomsPerClient,
    int maxNamespacesPerConnection,
    int maxSessionsPerSubject) {}
