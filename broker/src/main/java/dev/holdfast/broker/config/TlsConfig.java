package dev.holdfast.broker.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The group {@code tls}: encryption of the broker's ports.
 *
 * @param certFile null where the ports are not encrypted
 * @param keyFile null exactly where {@code certFile} is
 */
public record TlsConfig(
    @Nullable Path certFile,
    @Nullable Path keyFile,
    @Nullable Path clientCaFile,
    String clientAuth,
    String minVersion,
    long handshakeTimeoutMs,
    long reloadIntervalMs) {
  /** Whether the ports are encrypted. */
  public boolean enabled() {
    return certFile != null && keyFile != null;
  }
}
