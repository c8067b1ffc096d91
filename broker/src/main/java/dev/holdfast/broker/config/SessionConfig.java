package dev.holdfast.broker.config;

/** The group {@code session}: windows and acknowledgements. */
public record SessionConfig(int defaultWindow, int maxWindow, long autoAckDelayMs) {}
