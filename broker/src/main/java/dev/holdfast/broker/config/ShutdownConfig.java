package dev.holdfast.broker.config;

/** The group {@code shutdown}: how the broker stops. */
public record ShutdownConfig(long drainTimeoutMs, int closePerSecond, long restartMs) {}
