package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A back-end asks clients, and gets their answers together and who did not give one. */
class AskTest {
  @TempDir Path dataDir;
  private Broker broker;
  private BackendRig rig;
  private RawClient backend;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    rig = new BackendRig(broker);
    backend = rig.backend("chat");
  }

  @AfterEach
  void stop() {
    rig.close();
    broker.close();
  }

  private BackendRig.Client client(String auth) {
    BackendRig.Client client = rig.client(auth);
    BackendRig.welcome(backend, client);
    return client;
  }

  private BackendRig.Client member(String auth) {
    BackendRig.Client client = client(auth);
    client.socket().ask("42/backed,900[\"$join\",\"R\"]");
    return client;
  }

  private void ask(String options) {
    backend.send("42/backed,5[\"$ask\"," + options + ",\"ready?\",1]");
  }

  /** When this returns, what the client has sent has been taken: the next one answers after it. */
  private static void answer(RawClient client) {
    assertThat(client.ask("42/backed,901[\"$rooms\"]")).startsWith("43/backed,901[");
  }

  private static String answered(String answers, String missing) {
    return "43/backed,5[{\"answers\":[" + answers + "],\"missing\":[" + missing + "]}]";
  }

  private static String named(BackendRig.Client client, String clientId, String args) {
    return "{\"sid\":\"%s\",\"clientId\":\"%s\"%s}".formatted(client.sid(), clientId, args);
  }

  private static String anonymous(BackendRig.Client client, String args) {
    return "{\"sid\":\"%s\"%s}".formatted(client.sid(), args);
  }

  @Test
  void everyMemberOfARoomIsAskedAndTheAnswersComeTogether() {
    BackendRig.Client alice = member("{\"clientId\":\"alice\"}");
    BackendRig.Client bob = member("{\"ack\":\"offset\"}");
    BackendRig.Client carol = member("{\"clientId\":\"carol\",\"ack\":\"batch\"}");
    ask("{\"rooms\":[\"R\"]}");
    assertThat(alice.socket().next()).isEqualTo("42/backed,0[\"ready?\",1]");
    answer(alice.socket().send("43/backed,0[\"yes\",{\"a\": 1.0}]"));
    assertThat(bob.socket().nextBesidesPings()).isEqualTo("42/backed,0[\"ready?\",1]");
    answer(bob.socket().send("43/backed,0[]"));
    assertThat(carol.socket().next())
        .matches(
            "42/backed,0\\[\"ready\\?\",1,\\{\"t\":\\d+,\"from\":\"chat\",\"rooms\":\\[\"R\"]}]");
    carol.socket().send("43/backed,0[null]");
    assertThat(backend.next())
        .isEqualTo(
            answered(
                named(alice, "alice", ",\"args\":[\"yes\",{\"a\": 1.0}]")
                    + ","
                    + anonymous(bob, ",\"args\":[]")
                    + ","
                    + named(carol, "carol", ",\"args\":[null]"),
                ""));
  }

  @Test
  void whoDoesNotAnswerInTimeIsMissing() {
    BackendRig.Client alice = client("{\"clientId\":\"alice\",\"ack\":\"each\"}");
    ask("{\"clients\":[\"alice\"],\"timeoutMs\":50}");
    assertThat(alice.socket().next()).isEqualTo("42/backed,0[\"ready?\",1]");
    assertThat(backend.next()).isEqualTo(answered("", named(alice, "alice", "")));
    alice.socket().send("43/backed,0[\"too late\"]");
    assertThat(alice.socket().ask("42/backed,1[\"$rooms\"]")).startsWith("43/backed,1[{\"rooms\"");
  }

  @Test
  void whoEndsBeforeItAnswersIsMissingAtOnce() {
    BackendRig.Client alice = member("{\"clientId\":\"alice\",\"ack\":\"each\"}");
    ask("{\"rooms\":[\"R\"],\"timeoutMs\":600000}");
    assertThat(alice.socket().next()).isEqualTo("42/backed,0[\"ready?\",1]");
    alice.socket().send("41/backed,");
    assertThat(answerAmongEvents()).isEqualTo(answered("", named(alice, "alice", "")));
  }

  /** The back-end is also told that the session has ended. */
  private String answerAmongEvents() {
    String message = backend.next();
    return message.startsWith("42/backed,[\"$disconnect\"") ? answerAmongEvents() : message;
  }

  @Test
  void aClientWithoutASessionIsMissingAndOneThatNeverCameIsRefused() {
    client("{\"clientId\":\"alice\"}").socket().send("41/backed,");
    assertThat(backend.next()).startsWith("42/backed,[\"$disconnect\"");
    ask("{\"clients\":[\"alice\"]}");
    assertThat(backend.next()).isEqualTo(answered("", "{\"clientId\":\"alice\"}"));
    ask("{\"clients\":[\"nobody\"]}");
    assertThat(backend.next()).startsWith("43/backed,5[{\"error\":{\"code\":\"unknown-client\"");
  }

  @Test
  void aSessionThatHasNoRoomForTheQuestionIsMissing() {
    BackendRig.Client alice = member("{\"clientId\":\"alice\",\"ack\":\"each\",\"window\":1}");
    assertThat(backend.ask("42/backed,4[\"$emit\",{\"rooms\":[\"R\"]},\"n\"]"))
        .startsWith("43/backed,4[{\"position\"");
    assertThat(alice.socket().next()).isEqualTo("42/backed,0[\"n\"]");
    ask("{\"rooms\":[\"R\"]}");
    assertThat(backend.next()).isEqualTo(answered("", named(alice, "alice", "")));
  }

  @Test
  void idsOfQuestionsAndOfEventsToAcknowledgeAreCountedTogether() {
    BackendRig.Client alice = member("{\"clientId\":\"alice\",\"ack\":\"each\"}");
    String emit = "42/backed,[\"$emit\",{\"rooms\":[\"R\"]},\"n\"]";
    backend.send(emit);
    assertThat(alice.socket().next()).isEqualTo("42/backed,0[\"n\"]");
    ask("{\"rooms\":[\"R\"]}");
    assertThat(alice.socket().next()).isEqualTo("42/backed,1[\"ready?\",1]");
    backend.send(emit);
    assertThat(alice.socket().next()).isEqualTo("42/backed,2[\"n\"]");
    alice.socket().send("43/backed,0[]").send("43/backed,1[7]").send("43/backed,2[]");
    assertThat(backend.next()).isEqualTo(answered(named(alice, "alice", ",\"args\":[7]"), ""));
  }

  @Test
  void binaryAnswersComeWithTheirAttachments() {
    BackendRig.Client alice = member("{\"clientId\":\"alice\"}");
    BackendRig.Client bob = member("{\"clientId\":\"bob\"}");
    String binary = "461-/backed,0[{\"_placeholder\":true,\"num\":0}]";
    ask("{\"rooms\":[\"R\"]}");
    alice.socket().next();
    bob.socket().next();
    answer(alice.socket().send(binary).sendBinary(new byte[] {1}));
    bob.socket().send(binary).sendBinary(new byte[] {2});
    assertThat(backend.next())
        .isEqualTo(
            "462-/backed,5"
                + answered(
                        named(alice, "alice", ",\"args\":[{\"_placeholder\":true,\"num\":0}]")
                            + ","
                            + named(bob, "bob", ",\"args\":[{\"_placeholder\":true,\"num\":1}]"),
                        "")
                    .substring("43/backed,5".length()));
    assertThat(backend.next()).isEqualTo("b:01");
    assertThat(backend.next()).isEqualTo("b:02");
  }

  @Test
  void onlyBackEndsMayAskAndTheyNeedAnAckFunction() {
    BackendRig.Client alice = client("{\"clientId\":\"alice\"}");
    assertThat(alice.socket().ask("42/backed,1[\"$ask\",{\"everyone\":true},\"n\"]"))
        .startsWith("43/backed,1[{\"error\":{\"code\":\"forbidden\"");
    assertThat(backend.ask("42/backed,[\"$ask\",{\"everyone\":true},\"n\"]"))
        .startsWith("42/backed,[\"$error\",{\"code\":\"bad-request\"");
    assertThat(backend.ask("42/backed,1[\"$ask\",{\"everyone\":true,\"seq\":1},\"n\"]"))
        .startsWith("43/backed,1[{\"error\":{\"code\":\"bad-request\"");
  }
}
