package dev.holdfast.broker.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CertificatesTest {
  private static final long NOW = 1_700_000_000_000L;

  private static AuthResult of(String commonName, long notAfterMs) {
    return Certificates.principal(
        new Credential.Certificate(
            commonName,
            "CN=" + commonName + ",O=Example",
            "0123456789abcdef".repeat(4),
            notAfterMs),
        NOW);
  }

  @Test
  void theCommonNameIsTheSubjectForAsLongAsTheCertificateIsGood() {
    Principal principal = ((AuthResult.Known) of("sensor-7", NOW + 1)).principal();
    assertThat(principal.subject()).isEqualTo("sensor-7");
    assertThat(principal.expiresAtMs()).isEqualTo(NOW + 1);
    assertThat(principal.credentialId()).isEqualTo("0123456789abcdef");
    assertThat(principal.claim("dn")).containsExactly("CN=sensor-7,O=Example");
  }

  @Test
  void aCertificateThatHasEndedOnAStandingConnectionLetsNobodyIn() {
    assertThat(of("sensor-7", NOW)).isEqualTo(AuthResult.refused(Refusal.EXPIRED));
  }

  @Test
  void withoutANameThatCouldBeAClientNobodyIsLetIn() {
    assertThat(of(null, NOW + 1)).isEqualTo(AuthResult.refused(Refusal.SUBJECT));
    assertThat(of("~a", NOW + 1)).isEqualTo(AuthResult.refused(Refusal.SUBJECT));
  }
}
