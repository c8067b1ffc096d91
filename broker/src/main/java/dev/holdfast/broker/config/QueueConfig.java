package dev.holdfast.broker.config;

/** The group {@code queue}: the bounds of the core. */
public record QueueConfig(
    long maxQueuedCommandBytes,
    long maxCommitBytes,
    long tailBytes,
    int pageEvents,
    long pageBytes,
    int maxOutOfOrderAcks,
    int dedupWindow,
    long eventIdWindowMs,
    long maxScheduledEvents,
    int maxRetainedNames,
    int maxReceipts) {}
