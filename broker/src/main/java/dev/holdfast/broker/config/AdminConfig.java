package dev.holdfast.broker.config;

/**
 * The group {@code admin}: the admin API.
 *
 * @param tokensFile empty for none
 */
public record AdminConfig(boolean enabled, String host, int port, String tokensFile) {}
