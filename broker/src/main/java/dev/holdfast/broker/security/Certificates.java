package dev.holdfast.broker.security;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who a client certificate is about: its common name. */
final class Certificates {
  private Certificates() {}

  /** The principal of a certificate that TLS has verified when its connection began. */
  static AuthResult principal(Credential.Certificate certificate, long nowMs) {
    String name = certificate.commonName();
    if (name == null || !Subjects.isLegal(name)) {
      return AuthResult.refused(Refusal.SUBJECT);
    }
    if (certificate.notAfterMs() <= nowMs) {
      return AuthResult.refused(Refusal.EXPIRED);
    }
    return new AuthResult.Known(
        new Principal(
            name,
            Set.of(),
            Map.of("sub", List.of(name), "dn", List.of(certificate.name())),
            certificate.notAfterMs(),
            CredentialIds.of(certificate.sha256())));
  }
}
