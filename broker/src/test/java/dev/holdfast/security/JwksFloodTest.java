package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.broker.session.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An issuer with a URL for its keys, and strangers who name keys that do not exist. */
class JwksFloodTest {
  private static final Tokens OLD = Tokens.issuer("old");
  private static final Tokens NEW = Tokens.issuer("new");

  @TempDir Path directory;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile byte[] published = OLD.jwks().getBytes(StandardCharsets.UTF_8);
  private volatile int status = 200;
  private HttpServer issuer;
  private SecureBroker broker;

  @BeforeEach
  void start() throws Exception {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext("/jwks", this::answer);
    issuer.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    exchange.sendResponseHeaders(status, published.length);
    exchange.getResponseBody().write(published);
    exchange.close();
  }

  private void startBroker() throws Exception {
    broker =
        SecureBroker.start(
            directory,
            "jwksUrl: http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks",
            "jwtIssuer: " + Tokens.ISSUER,
            "jwtAudience: " + Tokens.AUDIENCE);
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
    broker.close();
  }

  private String connectWith(String token) {
    try (RawClient client = RawClient.open(broker.port())) {
      return client.ask("40{\"token\":\"" + token + "\"}");
    }
  }

  private void awaitOpen(String token, long limitMs) {
    long deadline = System.nanoTime() + limitMs * 1_000_000;
    String answer = connectWith(token);
    while (!answer.startsWith("40") && System.nanoTime() < deadline) {
      LockSupport.parkNanos(50_000_000);
      answer = connectWith(token);
    }
    assertThat(answer).startsWith("40");
  }

  @Test
  void unknownKeysCauseOneFetchAndTheOthersGetInMeanwhile() throws Exception {
    startBroker();
    String good = OLD.rs256(Tokens.claims("alice").build());
    awaitOpen(good, 10_000);
    for (int i = 0; i < 200; i++) {
      String unknown = OLD.rs256(Tokens.claims("mallory").build(), "key-" + i);
      assertThat(connectWith(unknown)).contains("unauthorized");
    }
    assertThat(connectWith(good)).startsWith("40");
    assertThat(fetches.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void whoComesBeforeTheKeysAreThereIsSentAwayToComeAgain() throws Exception {
    status = 503;
    startBroker();
    String good = OLD.rs256(Tokens.claims("alice").build());
    assertThat(connectWith(good)).isEqualTo("(closed)");
  }

  @Test
  void newKeysOfTheIssuerAreFetchedWhenATokenNamesThem() throws Exception {
    startBroker();
    awaitOpen(OLD.rs256(Tokens.claims("alice").build()), 10_000);
    published = NEW.jwks().getBytes(StandardCharsets.UTF_8);
    awaitOpen(NEW.rs256(Tokens.claims("alice").build()), 15_000);
    assertThat(connectWith(OLD.rs256(Tokens.claims("alice").build()))).contains("unauthorized");
  }

  @Test
  void anEndlessKeySetIsNotReadToItsEnd() throws Exception {
    published = "x".repeat(4 << 20).getBytes(StandardCharsets.UTF_8);
    startBroker();
    String good = OLD.rs256(Tokens.claims("alice").build());
    assertThat(connectWith(good)).isEqualTo("(closed)");
  }
}
