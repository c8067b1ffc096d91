package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.it.rig.TcpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key of the issuer is taken away, as one is that has leaked, while sessions by it stand. */
@Timeout(90)
class RemovedKeysTest {
  private static final Tokens LEAKED = Tokens.issuer("leaked");
  private static final Tokens NEXT = Tokens.issuer("next");
  private static final String REVOKED =
      "42[\"$error\",{\"code\":\"unauthorized\",\"message\":\"the credential was revoked\"}]";

  @TempDir Path directory;
  private final Semaphore answered = new Semaphore(0);
  private volatile String published = LEAKED.jwks();
  private volatile int status = 200;
  private HttpServer issuer;
  private SecureBroker broker;

  @BeforeEach
  void start() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext("/jwks", this::answer);
    issuer.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = published.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
    answered.release();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
    broker.close();
  }

  private TcpClient connect(Tokens of, String subject) {
    return TcpClient.connect(broker.port(), "{\"token\":\"" + of.rs256(lasting(subject)) + "\"}");
  }

  /** Not asked for another while the test runs. */
  private static JWTClaimsSet lasting(String subject) {
    Date end = Date.from(Instant.ofEpochMilli(System.currentTimeMillis() + 3_600_000));
    return Tokens.claims(subject).expirationTime(end).build();
  }

  private static String token(String subject, String kid) {
    return LEAKED.rs256(lasting(subject), kid);
  }

  private static void assertRevoked(TcpClient client) {
    assertThat(client.readAndAnswerPings()).isEqualTo(REVOKED);
    assertThatThrownBy(client::read)
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  private static void assertServed(TcpClient client) {
    client.send("421[\"$rooms\"]");
    assertThat(client.readAndAnswerPings()).isEqualTo("431[{\"rooms\":[]}]");
  }

  @Test
  void sessionsOfAKeyThatLeavesItsFileAreCutAndThoseOfOthersAreNot() throws Exception {
    SecureBroker.write(directory, "leaked.json", LEAKED.jwks());
    broker = SecureBroker.start(directory, "jwksFile: " + directory.resolve("leaked.json"));
    try (TcpClient thief = connect(LEAKED, "alice")) {
      // The same keys beside others, and under other names, are no change for who came by them.
      broker.write("leaked.json", LEAKED.jwks().replace("leaked-", "renamed-"));
      TcpClient friend = connectOnceKnown(token("bob", "renamed-rsa"));
      try (friend) {
        assertServed(thief);
        broker.write("leaked.json", NEXT.jwks());
        assertRevoked(thief);
        assertRevoked(friend);
      }
    }
  }

  /** Connects as soon as the broker knows the key; it may send clients away until then. */
  private TcpClient connectOnceKnown(String token) throws InterruptedException {
    while (true) {
      TcpClient client = TcpClient.open(broker.port());
      try {
        client.send("40{\"token\":\"" + token + "\"}");
        if (client.readAndAnswerPings().startsWith("40")) {
          return client;
        }
      } catch (UncheckedIOException sentAway) {
        assertThat(sentAway).hasNoSuppressedExceptions();
      }
      client.close();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void aFileThatCannotBeUsedTakesNoKeyAway() throws Exception {
    SecureBroker.write(directory, "keys.json", LEAKED.jwks());
    SecureBroker.write(directory, "revoked", "");
    broker =
        SecureBroker.start(
            directory,
            "jwksFile: " + directory.resolve("keys.json"),
            "revocationFile: " + directory.resolve("revoked"));
    try (TcpClient alice = connect(LEAKED, "alice");
        TcpClient bob = connect(LEAKED, "bob")) {
      broker.write("keys.json", "{\"keys\":[]}");
      broker.awaitMetric("holdfast_access_files_unusable{file=\"keys\"} 1.0");
      broker.write("revoked", "subject \"bob\"\n");
      assertRevoked(bob);
      assertServed(alice);
    }
  }

  @Test
  void sessionsOfAKeyThatLeavesThePublishedSetAreCutOnceThatIsFetched() throws Exception {
    broker =
        SecureBroker.start(
            directory,
            "jwksUrl: http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks",
            "jwksRefreshMs: 10000",
            "jwtIssuer: " + Tokens.ISSUER,
            "jwtAudience: " + Tokens.AUDIENCE);
    try (TcpClient thief = connectOnceKnown(token("alice", "leaked-rsa"))) {
      status = 503;
      published = NEXT.jwks();
      awaitFetch();
      assertServed(thief);
      status = 200;
      awaitFetch();
      assertRevoked(thief);
    }
  }

  private void awaitFetch() throws InterruptedException {
    answered.drainPermits();
    assertThat(answered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }
}
