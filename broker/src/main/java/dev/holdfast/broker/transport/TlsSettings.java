package dev.holdfast.broker.transport;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the ports of an {@link EngineServer}.
 *
 * @param certFile the certificate and those that lead to its authority, in PEM
 * @param keyFile its private key in PEM, not encrypted
 * @param clientCaFile the authorities of clients' certificates, in PEM; null where no client is
 *     asked for one
 * @param clientAuth whether clients are asked for one
 * @param minVersion the oldest version that is spoken
 * @param handshakeTimeoutMs milliseconds a client has from its connection to the end of the
 *     handshake
 * @param reloadIntervalMs milliseconds between two looks at the files
 */
public record TlsSettings(
    Path certFile,
    Path keyFile,
    @Nullable Path clientCaFile,
    ClientAuth clientAuth,
    Version minVersion,
    long handshakeTimeoutMs,
    long reloadIntervalMs) {
  /**
   * Checks what cannot work.
   *
   * @throws IllegalArgumentException naming the setting
   */
  public TlsSettings {
    if ((clientCaFile == null) != (clientAuth == ClientAuth.NONE)) {
      throw new IllegalArgumentException("clientCaFile and clientAuth go together");
    }
    if (handshakeTimeoutMs <= 0 || reloadIntervalMs <= 0) {
      throw new IllegalArgumentException("handshakeTimeoutMs and reloadIntervalMs are times");
    }
  }

  /** Whether clients show certificates. One that is shown must be good in any case. */
  public enum ClientAuth {
    /** They are not asked. */
    NONE,
    /** They are asked, and may have none. */
    REQUEST,
    /** Who has none is not let in. */
    REQUIRED
  }

  /** Versions of TLS that are spoken. */
  public enum Version {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String protocol;

    Version(String protocol) {
      this.protocol = protocol;
    }

    /**
     * The version of that name.
     *
     * @param protocol as Java calls it, such as {@code TLSv1.2}
     * @throws IllegalArgumentException when it is none of these
     */
    public static Version of(String protocol) {
      for (Version version : values()) {
        if (version.protocol.equals(protocol)) {
          return version;
        }
      }
      throw new IllegalArgumentException("not spoken: " + protocol);
    }
  }

  /** The versions spoken, as Java calls them. */
  Set<String> protocols() {
    return EnumSet.range(minVersion, Version.TLS_1_3).stream()
        .map(version -> version.protocol)
        .collect(Collectors.toUnmodifiableSet());
  }
}
