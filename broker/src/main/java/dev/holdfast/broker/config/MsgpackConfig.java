package dev.holdfast.broker.config;

/** The group {@code msgpack}: the port for clients with the MessagePack parser. */
public record MsgpackConfig(boolean enabled, int port) {}
