package dev.holdfast.broker.session;

import static dev.holdfast.broker.session.BackendRig.positionIn;
import static dev.holdfast.broker.session.BackendRig.welcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.session.BackendRig.Client;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendVerbsTest {
  @TempDir Path dataDir;
  private Broker broker;
  private BackendRig rig;
  private RawClient chat;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    rig = new BackendRig(broker);
    chat = rig.backend("chat");
  }

  @AfterEach
  void stop() {
    rig.close();
    broker.close();
  }

  private Client client(String auth) {
    Client client = rig.client(auth);
    welcome(chat, client);
    return client;
  }

  private String ask(String event) {
    return chat.ask("42/backed,5" + event);
  }

  @Test
  void aSessionIsPutIntoARoomAndOutOfIt() {
    Client client = client("");
    String session = "\"session\":\"" + client.sid() + "\"";
    assertThat(ask("[\"$join\",{\"room\":\"vip\"," + session + "}]"))
        .startsWith("43/backed,5[{\"position\":");
    assertThat(ask("[\"$rooms\",{" + session + "}]"))
        .isEqualTo("43/backed,5[{\"rooms\":[\"vip\"]}]");
    ask("[\"$emit\",{\"rooms\":[\"vip\"]},\"one\"]");
    assertThat(client.socket().next()).isEqualTo("42/backed,[\"one\"]");
    assertThat(ask("[\"$leave\",{\"room\":\"vip\"," + session + "}]")).isEqualTo("43/backed,5[{}]");
    ask("[\"$emit\",{\"rooms\":[\"vip\"]},\"two\"]");
    assertThat(client.socket().ask("42/backed,9[\"$rooms\"]"))
        .isEqualTo("43/backed,9[{\"rooms\":[]}]");
  }

  /** On another lane, which hears of it when it comes to it. */
  @Test
  void whoIsToldOfAJoinFindsIt() {
    List<Client> clients = List.of(client(""), client(""), client(""));
    for (int i = 0; i < 500; i++) {
      Client client = clients.get(i % 3);
      String room = "{\"room\":\"r" + i + "\",\"session\":\"" + client.sid() + "\"}]";
      ask("[\"$join\"," + room);
      assertThat(client.socket().ask("42/backed,9[\"$rooms\"]"))
          .isEqualTo("43/backed,9[{\"rooms\":[\"r" + i + "\"]}]");
      ask("[\"$leave\"," + room);
      assertThat(client.socket().ask("42/backed,9[\"$rooms\"]"))
          .isEqualTo("43/backed,9[{\"rooms\":[]}]");
    }
  }

  @Test
  void aClientIsPutIntoARoomAlsoWhileItIsAway() {
    client("{\"clientId\":\"alice\"}").socket().send("41/backed,");
    assertThat(chat.next()).contains("$disconnect");
    ask("[\"$join\",{\"room\":\"vip\",\"client\":\"alice\"}]");
    ask("[\"$emit\",{\"rooms\":[\"vip\"]},\"missed\"]");
    Client alice = client("{\"clientId\":\"alice\"}");
    assertThat(alice.socket().next()).isEqualTo("42/backed,[\"missed\"]");
  }

  @Test
  void sessionsAreListedWithTheirRoomsAllOfThemOrThoseOfARoom() {
    Client alice = client("{\"clientId\":\"alice\"}");
    Client other = client("");
    ask("[\"$join\",{\"room\":\"vip\",\"session\":\"" + other.sid() + "\"}]");
    String aliceListed = "{\"sid\":\"" + alice.sid() + "\",\"clientId\":\"alice\",\"rooms\":[]}";
    String otherListed = "{\"sid\":\"" + other.sid() + "\",\"rooms\":[\"vip\"]}";
    assertThat(ask("[\"$sessions\"]"))
        .contains(aliceListed)
        .contains(otherListed)
        .as("back-ends aside")
        .doesNotContain("\"clientId\":\"chat\"")
        .doesNotContain("truncated");
    assertThat(ask("[\"$sessions\",{\"room\":\"vip\"}]"))
        .isEqualTo("43/backed,5[{\"sessions\":[" + otherListed + "]}]");
    assertThat(ask("[\"$sessions\",{\"room\":\"" + other.sid() + "\"}]"))
        .as("the room that is a session's own")
        .isEqualTo("43/backed,5[{\"sessions\":[" + otherListed + "]}]");
  }

  @Test
  void aDisconnectedSessionIsToldForGoodAndItsConnectionStays() {
    Client client = client("");
    client.socket().ask("40");
    chat.send("42/backed,5[\"$disconnect\",{\"session\":\"" + client.sid() + "\"}]");
    assertThatItIsDoneAndTold();
    assertThat(client.socket().next()).isEqualTo("41/backed,");
    assertThat(client.socket().ask("427[\"$rooms\"]")).startsWith("437[");
    assertThat(ask("[\"$disconnect\",{\"session\":\"" + client.sid() + "\"}]"))
        .as("of a session that is gone")
        .isEqualTo("43/backed,5[{}]");
  }

  @Test
  void aClientIsDisconnectedWithItsConnection() {
    Client alice = client("{\"clientId\":\"alice\"}");
    chat.send("42/backed,5[\"$disconnect\",{\"client\":\"alice\",\"close\":true}]");
    assertThat(alice.socket().next()).isEqualTo("41/backed,");
    assertThat(alice.socket().next()).isEqualTo(RawClient.CLOSED);
    assertThatItIsDoneAndTold();
  }

  /** The answer and the event go different ways: either may come first. */
  private void assertThatItIsDoneAndTold() {
    assertThat(List.of(chat.next(), chat.next()))
        .contains("43/backed,5[{}]")
        .anyMatch(told -> told.contains("\"reason\":\"server namespace disconnect\""));
  }

  @Test
  void theEmittersAckFunctionGetsWhatTheBackendReplies() {
    Client client = client("");
    client.socket().send("42/backed,3[\"ask\",\"time?\"]");
    String asked = chat.next();
    assertThat(asked)
        .startsWith("42/backed,[\"ask\",\"time?\",{")
        .endsWith("\"sid\":\"" + client.sid() + "\",\"reply\":true}]");
    String to = "{\"sid\":\"" + client.sid() + "\",\"p\":\"" + positionIn(asked) + "\"}";
    assertThat(ask("[\"$reply\"," + to + ",12,{\"h\":\"ok\"}]")).isEqualTo("43/backed,5[{}]");
    assertThat(client.socket().next()).isEqualTo("43/backed,3[12,{\"h\":\"ok\"}]");
    assertThat(ask("[\"$reply\"," + to + ",13]"))
        .as("a second reply")
        .startsWith("43/backed,5[{\"error\":{\"code\":\"unknown-reply\"");
  }

  @Test
  void aReplyMayCarryBinaryArgumentsOrNone() {
    Client client = client("");
    client.socket().send("42/backed,3[\"ask\"]");
    String to = "{\"sid\":\"" + client.sid() + "\",\"p\":\"" + positionIn(chat.next()) + "\"}";
    chat.send("451-/backed,5[\"$reply\"," + to + ",{\"_placeholder\":true,\"num\":0},1]");
    chat.sendBinary(new byte[] {1, 2, -1});
    assertThat(client.socket().next())
        .isEqualTo("461-/backed,3[{\"_placeholder\":true,\"num\":0},1]");
    assertThat(client.socket().next()).isEqualTo("b:0102ff");
    assertThat(chat.next()).isEqualTo("43/backed,5[{}]");
    client.socket().send("42/backed,4[\"ask\"]");
    to = "{\"sid\":\"" + client.sid() + "\",\"p\":\"" + positionIn(chat.next()) + "\"}";
    ask("[\"$reply\"," + to + "]");
    assertThat(client.socket().next()).isEqualTo("43/backed,4[]");
  }

  @Test
  void anEmitterThatGetsNoReplyInTimeIsToldSo() {
    Client client = client("");
    assertThat(client.socket().ask("42/backed,3[\"askSoon\"]"))
        .startsWith("43/backed,3[{\"error\":{\"code\":\"reply-timeout\",");
    String to = "{\"sid\":\"" + client.sid() + "\",\"p\":\"" + positionIn(chat.next()) + "\"}";
    assertThat(ask("[\"$reply\"," + to + ",1]")).contains("unknown-reply");
  }

  /** It went to the session that had emitted first, and was gone. */
  @Test
  void aReplyReachesTheEmitThatWasSentAgainOnANewConnection() {
    Client alice = client("{\"clientId\":\"alice\"}");
    alice.socket().send("42/backed,3[\"askOnce\",\"id-1\"]");
    String asked = chat.next();
    alice.socket().close();
    assertThat(chat.next()).contains("$disconnect");
    Client again = client("{\"clientId\":\"alice\"}");
    again.socket().send("42/backed,7[\"askOnce\",\"id-1\"]");
    String after = again.socket().ask("42/backed,8[\"$join\",{\"room\":\"R\"}]");
    assertThat(after).as("answered in turn").startsWith("43/backed,8[{\"position\":");
    String to = "{\"sid\":\"" + alice.sid() + "\",\"p\":\"" + positionIn(asked) + "\"}";
    assertThat(ask("[\"$reply\"," + to + ",\"done\"]")).isEqualTo("43/backed,5[{}]");
    assertThat(again.socket().next()).isEqualTo("43/backed,7[\"done\"]");
  }

  @Test
  void anEmitWithoutAnAckFunctionAsksForNoReply() {
    Client client = client("");
    client.socket().send("42/backed,[\"ask\"]");
    assertThat(chat.next()).endsWith("\"sid\":\"" + client.sid() + "\"}]");
  }

  @Test
  void eventsThatAreNotForABackendDoNotTellTheSession() {
    Client reader = client("{\"clientId\":\"reader\",\"ack\":\"batch\"}");
    reader.socket().send("42/backed,[\"news\",1]");
    assertThat(reader.socket().next())
        .startsWith("42/backed,[\"news\",1,{")
        .doesNotContain("\"sid\"");
  }

  /** Or a back-end that emits to all would have to handle what it said itself. */
  @Test
  void aBackendIsNotOneOfEveryone() {
    Client client = client("");
    client.socket().send("42/backed,[\"news\",1]");
    client.socket().send("42/backed,[\"ask\"]");
    assertThat(chat.next()).startsWith("42/backed,[\"ask\",{");
  }

  @Test
  void emitsThatWaitForRepliesAreBounded() {
    Client client = client("");
    for (int i = 0; i < PendingReplies.MAX; i++) {
      client.socket().send("42/backed," + i + "[\"ask\"," + i + "]");
    }
    assertThat(client.socket().ask("42/backed,5000[\"ask\",\"one more\"]"))
        .startsWith("43/backed,5000[{\"error\":{\"code\":\"too-many-pending\"");
    String to = "{\"sid\":\"" + client.sid() + "\",\"p\":\"" + positionIn(chat.next()) + "\"}";
    chat.send("42/backed,[\"$reply\"," + to + ",\"first\"]");
    assertThat(client.socket().next()).isEqualTo("43/backed,0[\"first\"]");
    client.socket().send("42/backed,5001[\"ask\",\"now\"]");
    assertThat(client.socket().ask("42/backed,5002[\"ask\",\"one more\"]"))
        .contains("too-many-pending");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"$join\",{\"room\":\"R\",\"client\":\"alice\"}]",
        "[\"$leave\",{\"room\":\"R\",\"session\":\"x\"}]",
        "[\"$rooms\",{\"session\":\"x\"}]",
        "[\"$sessions\"]",
        "[\"$disconnect\",{\"client\":\"chat\"}]",
        "[\"$reply\",{\"sid\":\"x\",\"p\":\"1-0-1\"},1]"
      })
  void whoIsNoBackendIsForbiddenToActOnOthers(String request) {
    assertThat(client("{\"clientId\":\"mallory\"}").socket().ask("42/backed,5" + request))
        .startsWith("43/backed,5[{\"error\":{\"code\":\"forbidden\",");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ["$join",{"room":"R","session":"x"}]            | unknown-session
          ["$leave",{"room":"R","client":"nobody"}]       | unknown-client
          ["$join",{"room":"R","client":"a","session":""}] | bad-request
          ["$rooms",{"session":"x"}]                      | unknown-session
          ["$sessions",{"rooms":1}]                       | bad-request
          ["$disconnect",{"close":true}]                  | bad-request
          ["$disconnect",{"client":"a","close":1}]        | bad-request
          ["$reply"]                                      | bad-request
          ["$reply",{"sid":"x"},1]                        | bad-request
          ["$reply",{"sid":"x","p":"?"},1]                | bad-position
          ["$reply",{"sid":"x","p":"zz-0-1"},1]           | unknown-reply
          """)
  void whatCannotBeDoneIsRefused(String request, String code) {
    assertThat(ask(request)).startsWith("43/backed,5[{\"error\":{\"code\":\"" + code + "\",");
  }

  @Test
  void aBackendOfAnotherNamespaceIsNone() {
    Client client = client("");
    RawClient elsewhere = rig.backend("chat", "/tenant-1,");
    assertThat(elsewhere.ask("42/tenant-1,5[\"$rooms\",{\"session\":\"" + client.sid() + "\"}]"))
        .contains("unknown-session");
  }
}
