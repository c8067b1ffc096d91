package dev.holdfast.broker.config;

/** The group {@code limits}, by what is limited. */
public record LimitsConfig(
    ConnectionLimitsConfig connections,
    TransportLimitsConfig transport,
    SessionLimitsConfig sessions) {}
