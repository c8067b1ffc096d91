package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.session.RawClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long a stranger may stay without saying who it is. */
@Timeout(60)
class AuthenticationTimeoutTest {
  private static final int LIMIT_MS = 2000;

  /** For a slow machine; the limit begins anew with nothing that a stranger does. */
  private static final int LATEST_MS = 5 * LIMIT_MS;

  private static final String CLOSED = "(closed)";
  private static final String GUESS = "40{\"token\":\"guess\"}";

  @TempDir Path directory;
  private SecureBroker broker;
  private long beganNanos;

  @BeforeEach
  void start() throws Exception {
    SecureBroker.write(directory, "secret", Tokens.SECRET);
    broker =
        SecureBroker.limited(
            directory,
            "{authenticationTimeoutMs: " + LIMIT_MS + "}",
            "jwtSecretFile: " + directory.resolve("secret"));
    beganNanos = System.nanoTime();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void assertCutInTime() {
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    assertThat(tookMs).isBetween((long) LIMIT_MS, (long) LATEST_MS);
    assertThat(broker.hits(Limit.AUTHENTICATION_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void aWebSocketThatSaysNothingIsClosed() {
    try (RawClient stranger = RawClient.open(broker.port())) {
      assertThat(stranger.next()).isEqualTo(CLOSED);
      assertCutInTime();
    }
  }

  @Test
  void guessingDoesNotProlongIt() {
    try (RawClient stranger = RawClient.open(broker.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(stranger.ask(GUESS)).startsWith("44").contains("unauthorized");
      }
      assertThat(stranger.next()).isEqualTo(CLOSED);
      assertCutInTime();
    }
  }

  @Test
  void aPollingSessionThatSaysNothingIsClosed() {
    PollingClient stranger = PollingClient.open(broker.port());
    HttpResponse<String> last = stranger.poll();
    assertCutInTime();
    assertThat(last.body()).doesNotContain("\"sid\"");
    assertThat(stranger.poll().statusCode()).as("its session is gone").isEqualTo(400);
  }

  @Test
  void whoIsKnownInTimeStays() {
    String token = Tokens.hs256(Tokens.claims("alice").build());
    try (RawClient alice = RawClient.connect(broker.port(), "{\"token\":\"" + token + "\"}");
        RawClient stranger = RawClient.open(broker.port())) {
      assertThat(stranger.next()).isEqualTo(CLOSED);
      assertThat(alice.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
      assertThat(broker.hits(Limit.AUTHENTICATION_TIMEOUT)).isEqualTo(1);
    }
  }
}
