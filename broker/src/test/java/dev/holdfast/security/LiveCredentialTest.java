package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.holdfast.broker.security.NewToken;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.session.RawClient;
import dev.holdfast.it.rig.TcpClient;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that end, are renewed or are taken back while their sessions stand. */
class LiveCredentialTest {
  private static final String OVER =
      "42[\"$error\",{\"code\":\"unauthorized\",\"message\":\"the credential has expired\"}]";
  private static final String REVOKED =
      "42[\"$error\",{\"code\":\"unauthorized\",\"message\":\"the credential was revoked\"}]";

  @TempDir Path directory;
  private SecureBroker broker;

  @BeforeEach
  void start() throws Exception {
    SecureBroker.write(directory, "secret", Tokens.SECRET);
    SecureBroker.write(directory, "tokens.yaml", "");
    SecureBroker.write(directory, "revoked", "");
    broker =
        SecureBroker.start(
            directory,
            "jwtSecretFile: " + directory.resolve("secret"),
            "tokensFile: " + directory.resolve("tokens.yaml"),
            "revocationFile: " + directory.resolve("revoked"),
            "jwtClockSkewMs: 0");
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  /** The time in a token counts whole seconds. */
  private static JWTClaimsSet.Builder endingAfter(String subject, long seconds) {
    long end = System.currentTimeMillis() / 1000 + seconds;
    return Tokens.claims(subject).expirationTime(Date.from(Instant.ofEpochMilli(end * 1000)));
  }

  private static String token(String subject, long seconds) {
    return Tokens.hs256(endingAfter(subject, seconds).build());
  }

  private static String auth(String token) {
    return "{\"token\":\"" + token + "\"}";
  }

  private TcpClient connect(String token) {
    return TcpClient.connect(broker.port(), auth(token));
  }

  private static String ask(TcpClient client, String message) {
    client.send(message);
    return client.readAndAnswerPings();
  }

  /** Lost without a goodbye, which would be read as a message. */
  private static void assertCut(TcpClient client) {
    assertThatThrownBy(client::read)
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isNotInstanceOf(SocketTimeoutException.class)
        .extracting(String::valueOf)
        .asString()
        .doesNotContain("not a text message");
  }

  private static void assertWithin(long beganNanos, long limitMs) {
    assertThat((System.nanoTime() - beganNanos) / 1_000_000).isLessThan(limitMs);
  }

  @Test
  void aSessionIsCutWhenItsTokenHasExpiredAndTheTokenIsNotTakenAgain() {
    String token = token("alice", 3);
    long begun = System.nanoTime();
    try (TcpClient client = connect(token)) {
      assertThat(client.readAndAnswerPings()).startsWith("420[\"$token\",{\"expiresAtMs\":");
      assertThat(client.readAndAnswerPings()).isEqualTo(OVER);
      assertCut(client);
      assertWithin(begun, 3000 + 5000);
    }
    try (TcpClient again = TcpClient.open(broker.port())) {
      assertThat(ask(again, "40" + auth(token))).contains("has expired", "unauthorized");
    }
  }

  @Test
  void aPollingSessionIsCutWithoutAClosePacket() {
    PollingClient client = PollingClient.open(broker.port());
    long begun = System.nanoTime();
    assertThat(client.send("40" + auth(token("alice", 3))).next()).startsWith("40{\"sid\"");
    assertThat(client.next()).startsWith("420[\"$token\"");
    assertThat(client.next()).isEqualTo(OVER);
    assertWithin(begun, 3000 + 5000);
    assertThat(client.poll().body()).contains("Session ID unknown");
  }

  @Test
  void aClientThatAnswersWithANewTokenGoesOn() {
    try (TcpClient client = connect(token("alice", 4))) {
      assertThat(client.readAndAnswerPings()).startsWith("420[\"$token\"");
      client.send("430[\"" + token("alice", 600) + "\"]");
      awaitMs(4500);
      assertThat(ask(client, "422[\"$rooms\"]")).isEqualTo("432[{\"rooms\":[]}]");
    }
  }

  private static void awaitMs(long ms) {
    long end = System.nanoTime() + ms * 1_000_000;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  void aPollingClientThatSendsANewTokenGoesOn() {
    PollingClient client = PollingClient.open(broker.port());
    client.send("40" + auth(token("alice", 30)));
    assertThat(client.next()).startsWith("40{\"sid\"");
    client.send("421[\"$token\",\"" + token("alice", 600) + "\"]");
    assertThat(client.next()).startsWith("431[{\"expiresAtMs\":");
  }

  @Test
  void aTokenOfAnotherSubjectRenewsNothing() {
    try (TcpClient client = connect(token("alice", 600))) {
      assertThat(ask(client, "421[\"$token\",\"" + token("admin", 600) + "\"]"))
          .contains("unauthorized", "another subject");
      assertThat(ask(client, "422[\"$rooms\"]")).isEqualTo("432[{\"rooms\":[]}]");
    }
  }

  @Test
  void aForgedTokenRenewsNothing() {
    String forged = Tokens.hs256(endingAfter("alice", 600).build(), new byte[32], null);
    try (TcpClient client = connect(token("alice", 600))) {
      assertThat(ask(client, "421[\"$token\",\"" + forged + "\"]"))
          .contains("unauthorized", "signature")
          .doesNotContain(forged);
      assertThat(ask(client, "422[\"$token\",{}]")).contains("bad-request");
      assertThat(ask(client, "423[\"$token\"]")).contains("bad-request");
    }
  }

  @Test
  void anAnswerWithoutATokenIsNone() {
    try (TcpClient client = connect(token("alice", 4))) {
      assertThat(client.readAndAnswerPings()).startsWith("420[\"$token\"");
      client.send("430[]");
      client.send("430[{}]");
      assertThat(ask(client, "421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
      assertThat(client.readAndAnswerPings()).isEqualTo(OVER);
    }
  }

  @Test
  void aRevokedTokenEndsItsSessionAndOpensNoOther() {
    String token = Tokens.hs256(endingAfter("alice", 600).jwtID("t-17").build());
    try (TcpClient alice = connect(token);
        TcpClient bob = connect(token("bob", 600))) {
      long begun = System.nanoTime();
      broker.write("revoked", "# stolen\ncredential t-17\n");
      assertThat(alice.readAndAnswerPings()).isEqualTo(REVOKED);
      assertCut(alice);
      assertWithin(begun, 10_000);
      assertThat(ask(bob, "421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
    }
    try (TcpClient again = TcpClient.open(broker.port())) {
      assertThat(ask(again, "40" + auth(token))).contains("was revoked", "unauthorized");
    }
  }

  /** A back-end takes its time to let the client in, which is as good as gone meanwhile. */
  @Test
  void aClientWhoseTokenIsRevokedWhileItIsLetInIsToldSo() {
    String revoked = Tokens.hs256(endingAfter("alice", 600).jwtID("t-19").build());
    try (RawClient chat = RawClient.open(broker.port());
        TcpClient alice = TcpClient.open(broker.port());
        TcpClient other = connect(revoked)) {
      assertThat(chat.ask("40/guarded,{\"shared\":true,\"token\":\"" + token("chat", 600) + "\"}"))
          .startsWith("40/guarded,{\"sid\"");
      alice.send("40/guarded," + auth(revoked));
      String question = chat.next();
      assertThat(question).startsWith("42/guarded,").contains("\"$authorize\"");
      broker.write("revoked", "credential t-19\n");
      assertThat(other.readAndAnswerPings()).as("it has been taken").isEqualTo(REVOKED);
      String number = question.substring("42/guarded,".length(), question.indexOf('['));
      chat.send("43/guarded," + number + "[{\"accept\":true}]");
      assertThat(alice.readAndAnswerPings())
          .isEqualTo(
              "44/guarded,{\"message\":\"the credential was revoked\","
                  + "\"data\":{\"code\":\"unauthorized\"}}");
      // The JDK's client, once in ten times, does not tell of an end that comes with a message.
      assertCut(alice);
    }
  }

  @Test
  void aRevokedSubjectIsCutOverPollingToo() {
    PollingClient client = PollingClient.open(broker.port());
    assertThat(client.send("40" + auth(token("alice", 600))).next()).startsWith("40{\"sid\"");
    long begun = System.nanoTime();
    broker.write("revoked", "subject \"alice\"\n");
    assertThat(client.next()).isEqualTo(REVOKED);
    assertThat(client.poll().body()).contains("Session ID unknown");
    assertWithin(begun, 10_000);
  }

  @Test
  void aStaticTokenWhoseLineIsGoneEndsItsSession() {
    NewToken made = NewToken.create("sensor-7", Set.of("device"), Principal.NEVER);
    broker.write("tokens.yaml", made.line() + "\n");
    TcpClient client = connectOnceKnown(made.token());
    try (client) {
      broker.write("tokens.yaml", "# nobody\n");
      assertThat(client.readAndAnswerPings()).isEqualTo(REVOKED);
      assertCut(client);
    }
  }

  @Test
  void aRevocationFileThatIsWrongChangesNothing() {
    broker.write("revoked", "subject \"alice\"\n");
    awaitRefused(token("alice", 600));
    broker.write("revoked", "subject alice without quotes\n");
    String jti = Tokens.hs256(endingAfter("bob", 600).jwtID("t-18").build());
    try (TcpClient bob = connect(jti)) {
      awaitMs(3000);
      awaitRefused(token("alice", 600));
      assertThat(ask(bob, "421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
    }
  }

  private void awaitRefused(String token) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    String answer = "";
    while (!answer.startsWith("44") && System.nanoTime() < deadline) {
      LockSupport.parkNanos(50_000_000);
      try (TcpClient client = TcpClient.open(broker.port())) {
        answer = ask(client, "40" + auth(token));
      } catch (UncheckedIOException cut) {
        answer = ""; // It was let in a moment before, and had no answer yet.
      }
    }
    assertThat(answer).startsWith("44").contains("revoked");
  }

  private TcpClient connectOnceKnown(String token) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (true) {
      TcpClient client = TcpClient.open(broker.port());
      String answer = ask(client, "40" + auth(token));
      if (answer.startsWith("40")) {
        return client;
      }
      client.close();
      LockSupport.parkNanos(50_000_000);
      assertThat(System.nanoTime()).as(answer).isLessThan(deadline);
    }
  }
}
