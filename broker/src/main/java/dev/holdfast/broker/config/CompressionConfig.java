package dev.holdfast.broker.config;

/** The group {@code compression}: what is compressed on its way to a client, and from it. */
public record CompressionConfig(boolean webSocket, boolean polling, int thresholdBytes) {}
