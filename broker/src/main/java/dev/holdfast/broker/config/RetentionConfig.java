package dev.holdfast.broker.config;

/** The group {@code retention}: how space comes back. */
public record RetentionConfig(long intervalMs) {}
