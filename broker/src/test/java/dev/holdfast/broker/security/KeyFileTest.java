package dev.holdfast.broker.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.holdfast.broker.files.OwnFiles;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  @TempDir Path directory;

  private KeyFile open(String content, KeyFile.Format format) throws Exception {
    KeyFile file = new KeyFile(OwnFiles.replace(directory.resolve("keys"), content), format);
    file.reload();
    return file;
  }

  private static String pem(PublicKey key) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
  }

  @Test
  void aPemFileHoldsKeysOfBothTypesAndEachIsOfItsOwnAlgorithm() throws Exception {
    String rsa = pem(new RSAKeyGenerator(2048).generate().toPublicKey());
    String ec = pem(new ECKeyGenerator(Curve.P_256).generate().toPublicKey());
    assertThat(open(rsa + "a comment\n" + ec, KeyFile.Format.PEM).keys())
        .extracting(VerificationKey::algorithm)
        .containsExactly(JwtAlgorithm.RS256, JwtAlgorithm.ES256);
  }

  @Test
  void keysThatAreTooWeakOrOfAnotherKindAreRefused() throws Exception {
    String small = pem(new RSAKeyGenerator(1024, true).generate().toPublicKey());
    assertRefused(small, KeyFile.Format.PEM, "2048");
    String otherCurve = pem(new ECKeyGenerator(Curve.P_384).generate().toPublicKey());
    assertRefused(otherCurve, KeyFile.Format.PEM, "P-256");
    assertRefused("too short", KeyFile.Format.SECRET, "32 bytes");
    assertRefused("", KeyFile.Format.PEM, "no PUBLIC KEY");
    assertRefused(
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        KeyFile.Format.PEM,
        "PRIVATE KEY");
    assertRefused("{}", KeyFile.Format.JWKS, "JSON Web Key Set");
  }

  private void assertRefused(String content, KeyFile.Format format, String words) {
    assertThatThrownBy(() -> open(content, format))
        .isInstanceOf(SecurityFileException.class)
        .hasMessageContaining(words);
  }

  @Test
  void theLineEndAfterASecretIsNotPartOfIt() throws Exception {
    assertThat(open("x".repeat(32) + "\r\n", KeyFile.Format.SECRET).keys()).hasSize(1);
    assertRefused("x".repeat(31) + "\n", KeyFile.Format.SECRET, "32 bytes");
  }
}
