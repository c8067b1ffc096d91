package dev.holdfast.broker.session;

import dev.holdfast.broker.security.Credential;
import dev.holdfast.broker.transport.ClientCertificate;
import dev.holdfast.broker.transport.Handshake;
import dev.holdfast.protocol.Bytes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the HTTP request that opened a connection.
 *
 * @param forBackends as {@link HandshakeJson} writes it; empty where there are none
 * @param credential what the request itself showed
 */
record Arrival(Bytes forBackends, Credential credential) {
  /** Headers that are credentials, or hold them. */
  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "cookie");

  private static final String BEARER = "bearer ";

  /** Nobody but back-ends asks for the handshake: without them it is not held. */
  static Arrival of(Handshake handshake, SessionServices services) {
    boolean secured = services.security().isOn();
    Bytes told =
        services.settings().namespaces().haveBackends()
            ? HandshakeJson.of(handshake, services.clock().getAsLong(), secured ? SECRET : Set.of())
            : Bytes.EMPTY;
    int most = services.security().terms().maxConnectBytes();
    return new Arrival(
        told,
        secured
            ? Credential.of(bearer(handshake, most), certificate(handshake.clientCertificate()))
            : Credential.NONE);
  }

  private static Credential.@Nullable Certificate certificate(@Nullable ClientCertificate shown) {
    return shown == null
        ? null
        : new Credential.Certificate(
            shown.commonName(), shown.subject(), shown.sha256(), shown.notAfterMs());
  }

  /** One that is too long is cut to what is just too long: a stranger has us keep no more. */
  private static @Nullable String bearer(Handshake handshake, int most) {
    List<String> values = handshake.headers().getOrDefault("authorization", List.of());
    if (values.size() != 1) {
      return null;
    }
    String value = values.get(0);
    if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    String token = value.substring(BEARER.length()).strip();
    return token.length() > most ? token.substring(0, most + 1) : token;
  }
}
