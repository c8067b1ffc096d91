package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.session.RawClient;
import dev.holdfast.broker.transport.HttpSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits where clients show who they are: what is a stranger's, and what a subject's. */
@Timeout(60)
class KnownClientLimitsTest {
  private static final String CLOSED = "(closed)";

  @TempDir Path directory;

  private SecureBroker start(String limits, String... more) throws Exception {
    SecureBroker.write(directory, "secret", Tokens.SECRET);
    String[] auth = new String[more.length + 1];
    auth[0] = "jwtSecretFile: " + directory.resolve("secret");
    System.arraycopy(more, 0, auth, 1, more.length);
    return SecureBroker.limited(directory, limits, auth);
  }

  private static String auth(String subject, String more) {
    return "{\"token\":\"" + Tokens.hs256(Tokens.claims(subject).build()) + "\"" + more + "}";
  }

  private static String device(String subject, String name) {
    return auth(subject, ",\"clientId\":\"" + subject + "/" + name + "\"");
  }

  @Test
  void aSubjectHasNoMoreSessionsByCallingThemDevices() throws Exception {
    try (SecureBroker broker = start("{maxSessionsPerSubject: 2}", "devices: true");
        RawClient phone = RawClient.connect(broker.port(), device("alice", "phone"));
        RawClient laptop = RawClient.connect(broker.port(), device("alice", "laptop"));
        RawClient third = RawClient.open(broker.port());
        RawClient again = RawClient.open(broker.port());
        RawClient bob = RawClient.open(broker.port())) {
      assertThat(third.ask("40" + device("alice", "watch"))).isEqualTo("(closed)");
      assertThat(bob.ask("40" + auth("bob", ""))).startsWith("40{\"sid\"");
      laptop.send("41");
      assertThat(laptop.ask("40/nowhere," + auth("alice", ""))).startsWith("44");
      assertThat(again.ask("40" + device("alice", "watch"))).startsWith("40{\"sid\"");
      assertThat(phone.untilNow()).isEmpty();
      assertThat(broker.hits(Limit.SESSIONS)).isEqualTo(1);
    }
  }

  @Test
  void clientsWithoutACredentialAreNotOneSubject() throws Exception {
    try (SecureBroker broker = start("{maxSessionsPerSubject: 2}", "anonymous: true");
        RawClient first = RawClient.connect(broker.port(), "{}");
        RawClient second = RawClient.connect(broker.port(), "{}");
        RawClient third = RawClient.open(broker.port())) {
      assertThat(third.ask("40")).startsWith("40{\"sid\"");
      assertThat(first.untilNow()).isEmpty();
      assertThat(second.untilNow()).isEmpty();
    }
  }

  @Test
  void onlyTheTimeOfStrangersIsCountedAsThatOfStrangers() throws Exception {
    String alice = auth("alice", "");
    try (SecureBroker broker = start("{authenticationTimeoutMs: 1000}")) {
      try (RawClient known = RawClient.open(broker.port())) {
        assertThat(known.ask("40/nowhere," + alice)).contains("Invalid namespace");
        assertThat(known.next()).isEqualTo(CLOSED);
      }
      assertThat(broker.hits(Limit.AUTHENTICATION_TIMEOUT)).isZero();
      try (RawClient stranger = RawClient.open(broker.port())) {
        assertThat(stranger.next()).isEqualTo(CLOSED);
      }
      assertThat(broker.hits(Limit.AUTHENTICATION_TIMEOUT)).isEqualTo(1);
    }
  }

  @Test
  void aPageOfAnOriginThatNobodyAllowedIsRefused() throws Exception {
    try (SecureBroker broker = start("{}");
        HttpSocket page = new HttpSocket(broker.port())) {
      HttpSocket.Response refused =
          page.get("/socket.io/?EIO=4&transport=polling", "Origin: https://evil.example");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(broker.hits(Limit.ORIGIN)).isEqualTo(1);
    }
  }

  @Test
  void aRequestThatIsRefusedForItsCredentialKeepsNoPlace() throws Exception {
    try (SecureBroker broker = start("{maxUnauthenticated: 2, maxUnauthenticatedPerAddress: 2}");
        HttpSocket client = new HttpSocket(broker.port())) {
      String handshake = "/socket.io/?EIO=4&transport=polling";
      for (int i = 0; i < 3; i++) {
        assertThat(client.get(handshake + "&token=secret").status()).isEqualTo(400);
      }
      assertThat(client.get(handshake).status()).isEqualTo(200);
      assertThat(broker.hits(Limit.UNAUTHENTICATED)).isZero();
    }
  }
}
