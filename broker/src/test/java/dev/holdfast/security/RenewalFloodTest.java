package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.session.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are in send tokens without end: as many are looked at as of a stranger. */
@Timeout(60)
class RenewalFloodTest {
  private static final String CLOSED = "(closed)";

  @TempDir Path directory;
  private SecureBroker broker;

  @BeforeEach
  void start() throws Exception {
    SecureBroker.write(directory, "secret", Tokens.SECRET);
    broker = SecureBroker.start(directory, "jwtSecretFile: " + directory.resolve("secret"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static String good(String subject) {
    return Tokens.hs256(Tokens.claims(subject).build());
  }

  private static String forged() {
    byte[] other = "a secret of somebody else, and long".getBytes(StandardCharsets.UTF_8);
    return Tokens.hs256(Tokens.claims("alice").build(), other, null);
  }

  private RawClient connect() {
    return RawClient.connect(broker.port(), "{\"token\":\"" + good("alice") + "\"}");
  }

  private static String renewal(String token) {
    return "427[\"$token\",\"" + token + "\"]";
  }

  @Test
  void whoShowsFiveTokensThatAreRefusedIsCut() {
    try (RawClient alice = connect()) {
      assertThat(alice.ask(renewal(forged()))).contains("signature");
      assertThat(alice.ask(renewal(good("bob")))).contains("another subject");
      assertThat(alice.ask(renewal("x".repeat(5000)))).contains("longer than");
      assertThat(alice.ask(renewal(good("alice")))).contains("expiresAtMs");
      assertThat(alice.ask(renewal(forged()))).contains("signature");
      assertThat(alice.ask(renewal(forged()))).contains("signature");
      assertThat(alice.next()).isEqualTo(CLOSED);
    }
  }

  @Test
  void refusalsCountForTheConnectionAndNotForEachNamespace() {
    try (RawClient alice = connect()) {
      String backed = "{\"token\":\"" + good("alice") + "\"}";
      assertThat(alice.ask("40/backed," + backed)).startsWith("40/backed,{");
      for (int i = 0; i < 2; i++) {
        assertThat(alice.ask(renewal(forged()))).contains("signature");
        assertThat(alice.ask("42/backed,7[\"$token\",\"" + forged() + "\"]")).contains("signature");
      }
      assertThat(alice.ask("40/none,{\"token\":\"" + forged() + "\"}")).startsWith("44/none,");
      assertThat(alice.next()).isEqualTo(CLOSED);
    }
  }
}
