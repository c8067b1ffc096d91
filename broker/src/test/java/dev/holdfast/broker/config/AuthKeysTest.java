package dev.holdfast.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthKeysTest {
  @TempDir Path directory;

  private AuthConfig load(String... lines) throws Exception {
    String yaml = "auth:\n  " + String.join("\n  ", lines) + "\n";
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), yaml);
    return ConfigLoader.load(file, List.of()).auth();
  }

  private void assertWrong(String words, String... lines) {
    assertThatThrownBy(() -> load(lines))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(words);
  }

  @Test
  void authenticationIsOnAsSoonAsThereIsAWayToShowWhoOneIs() throws Exception {
    assertThat(BrokerConfig.defaults().auth().isOn()).isFalse();
    assertThat(load("anonymous: true").isOn()).isFalse();
    assertThat(load("tokensFile: tokens.yaml").isOn()).isTrue();
    assertThat(load("jwtSecretFile: secret").isOn()).isTrue();
    assertThat(load("jwtPublicKeysFile: keys.pem").isOn()).isTrue();
    assertThat(load("jwksFile: jwks.json").isOn()).isTrue();
    assertThat(load("certificates: true", tls("request")).isOn()).isTrue();
  }

  /** A line that ends the group and begins the one of TLS. */
  private static String tls(String clientAuth) {
    String ca = clientAuth.equals("none") ? "" : ", clientCaFile: ca.pem";
    return "\ntls: {certFile: c.pem, keyFile: k.pem, clientAuth: " + clientAuth + ca + "}";
  }

  @Test
  void certificatesAreNoCredentialsWhereNoClientIsAskedForOne() throws Exception {
    String told = "auth.certificates: no client would show one";
    assertWrong(told, "certificates: true");
    assertWrong(told, "certificates: true", "tokensFile: tokens.yaml");
    assertWrong(told, "certificates: true", tls("none"));
    assertWrong("set tls.clientAuth to 'request' or 'required'", "certificates: true");
    assertWrong("holdfast.yaml:2:", "certificates: true");
    assertThat(load("certificates: true", tls("required")).certificates()).isTrue();
    assertThat(load("certificates: false", tls("none")).certificates()).isFalse();
  }

  @Test
  void keysOfAUrlAreForOneIssuerAndOneAudience() throws Exception {
    String url = "jwksUrl: https://issuer.example/keys";
    assertWrong("auth.jwtIssuer: must be set", url, "jwtAudience: holdfast");
    assertWrong("auth.jwtAudience: must be set", url, "jwtIssuer: https://issuer.example");
    assertThat(load(url, "jwtIssuer: i", "jwtAudience: a").isOn()).isTrue();
  }

  @Test
  void keysDoNotComeInTheClearFromAnotherMachine() throws Exception {
    for (String url :
        List.of("http://issuer.example/keys", "file:///etc/keys", "https:keys", "127.0.0.1/x")) {
      assertWrong("auth.jwksUrl", "jwksUrl: " + url, "jwtIssuer: i", "jwtAudience: a");
    }
    String local = "jwksUrl: http://127.0.0.1:8080/keys";
    assertThat(load(local, "jwtIssuer: i", "jwtAudience: a").jwt().jwksUrl()).contains("8080");
  }

  @Test
  void algorithmsAreThoseThatThereAre() {
    assertWrong("HS256, RS256 or ES256", "jwtAlgorithms: [none]");
    assertWrong("HS256, RS256 or ES256", "jwtAlgorithms: [RS256, HS512]");
  }
}
