package dev.holdfast.broker.config;

/** The group {@code logging}: what the log of {@code holdfast serve} looks like. */
public record LoggingConfig(String format, String level) {}
