package dev.holdfast.broker.config;

/** Of the group {@code limits}: how long and how much a connection may take. */
public record TransportLimitsConfig(
    long authenticationTimeoutMs,
    long requestTimeoutMs,
    long messageTimeoutMs,
    long idleTimeoutMs,
    long writeTimeoutMs,
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int maxInflateRatio,
    long maxOutboundBytes) {}
