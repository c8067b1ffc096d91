package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom an emit reaches that names sessions, or leaves out rooms and sessions. */
class AudienceTest {
  @TempDir Path dataDir;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private RawClient connect(String auth) {
    return RawClient.connect(broker.port(), auth);
  }

  /** A client that also says its sid. */
  private record Known(RawClient client, String sid) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  private Known connectKnown(String auth) {
    RawClient client = RawClient.open(broker.port());
    String answer = client.ask("40" + auth);
    return new Known(client, answer.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1"));
  }

  @Test
  void aSessionIsReachedByItsSidWhetherItsClientHasANameOrNot() {
    try (Known named = connectKnown("{\"clientId\":\"alice\",\"ack\":\"each\"}");
        Known anonymous = connectKnown("{\"ack\":\"each\"}");
        RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"each\"}")) {
      bob.ask(
          "421[\"$emit\",{\"sessions\":[\"%s\",\"%s\"]},\"hi\"]"
              .formatted(named.sid(), anonymous.sid()));
      assertThat(named.client().next()).isEqualTo("420[\"hi\"]");
      assertThat(anonymous.client().next()).isEqualTo("420[\"hi\"]");
      assertThat(bob.untilNow()).isEmpty();
    }
  }

  @Test
  void aSessionThatIsNotKnownIsRefused() {
    try (RawClient bob = connect("{}")) {
      assertThat(bob.ask("421[\"$emit\",{\"sessions\":[\"nobody\"]},\"hi\"]"))
          .startsWith("431[{\"error\":{\"code\":\"unknown-session\",");
    }
  }

  @Test
  void sessionsLeftOutDoNotGetItByAnyWayAndUnknownOnesLeaveNobodyOut() {
    try (Known named = connectKnown("{\"clientId\":\"alice\",\"ack\":\"each\"}");
        Known anonymous = connectKnown("{\"ack\":\"each\"}");
        RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"each\"}")) {
      bob.send(
          "42[\"$emit\",{\"everyone\":true,\"exceptSessions\":[\"%s\",\"nobody\"],\"exceptRooms\":[\"%s\"]},\"hi\"]"
              .formatted(named.sid(), anonymous.sid()));
      assertThat(bob.next()).isEqualTo("420[\"hi\"]");
      assertThat(named.client().untilNow()).isEmpty();
      assertThat(anonymous.client().untilNow()).isEmpty();
    }
  }

  @Test
  void membersOfARoomLeftOutDoNotGetItNowOrLater() throws Exception {
    String emit = "421[\"$emit\",{\"everyone\":true,\"exceptRooms\":[\"R\",\"empty\"]},\"hi\"]";
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}");
        RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"batch\"}")) {
      alice.ask("421[\"$join\",\"R\"]");
      bob.ask(emit);
      assertThat(alice.untilNow()).isEmpty();
      assertThat(bob.next()).startsWith("42[\"hi\",");
    }
    broker.close();
    broker = TestBrokers.start(dataDir);
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}");
        RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"batch\"}")) {
      assertThat(alice.untilNow()).isEmpty();
      assertThat(bob.next()).startsWith("42[\"hi\",");
    }
  }
}
