package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.session.RawClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What came of credentials is counted, so that an operator sees who tries. */
@Timeout(60)
class AuthenticationMetricsTest {
  @TempDir Path directory;
  private SecureBroker broker;

  @BeforeEach
  void start() throws Exception {
    SecureBroker.write(directory, "secret", Tokens.SECRET);
    SecureBroker.write(directory, "revoked", "");
    broker =
        SecureBroker.start(
            directory,
            "jwtSecretFile: " + directory.resolve("secret"),
            "revocationFile: " + directory.resolve("revoked"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static String good(String subject) {
    return Tokens.hs256(Tokens.claims(subject).build());
  }

  private static String forged() {
    return Tokens.hs256(Tokens.claims("alice").build(), new byte[32], null);
  }

  private String connectWith(String token) {
    try (RawClient client = RawClient.open(broker.port())) {
      return client.ask("40{\"token\":\"" + token + "\"}");
    }
  }

  private void awaitCount(String result, int count) {
    broker.awaitMetric("holdfast_authentications_total{result=\"" + result + "\"} " + count + ".0");
  }

  @Test
  void eachCredentialIsCountedByWhatCameOfIt() {
    assertThat(connectWith(good("alice"))).startsWith("40{");
    assertThat(connectWith(forged())).contains("signature");
    assertThat(connectWith(forged())).contains("signature");
    assertThat(connectWith("x".repeat(4500))).contains("longer than");
    awaitCount("known", 1);
    awaitCount("signature", 2);
    awaitCount("too-long", 1);
    awaitCount("undecided", 0);
    awaitCount("not-yet-valid", 0);
  }

  @Test
  void renewalsAreCountedAndSoAreSessionsThatAreCut() {
    try (RawClient alice =
        RawClient.connect(broker.port(), "{\"token\":\"" + good("alice") + "\"}")) {
      alice.ask("421[\"$token\",\"" + forged() + "\"]");
      alice.ask("422[\"$token\",\"" + good("bob") + "\"]");
      awaitCount("signature", 1);
      awaitCount("other-subject", 1);
      broker.write("revoked", "subject \"alice\"\n");
      assertThat(alice.next()).contains("was revoked");
      broker.awaitMetric("holdfast_credentials_ended_total 1.0");
    }
  }
}
