package dev.holdfast.broker.session;

import static dev.holdfast.broker.session.BackendRig.welcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.session.BackendRig.Client;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What back-ends are told of sessions, frame by frame. */
class SessionEventsTest {
  private static final String HEADERS = ",\\{\"p\":\"[\\w-]+\",\"t\":\\d+%s,\"sid\":\"%s\"}]";

  @TempDir Path dataDir;
  private Broker broker;
  private BackendRig rig;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    rig = new BackendRig(broker);
  }

  @AfterEach
  void stop() {
    rig.close();
    broker.close();
  }

  private void restart() throws Exception {
    broker.close();
    rig.close();
    start();
  }

  private static String disconnected(Client client, String reason, String rooms) {
    return "42/backed,\\[\"\\$disconnect\",\\{\"sid\":\"%s\",\"reason\":\"%s\",\"rooms\":%s}"
            .formatted(client.sid(), reason, rooms)
        + HEADERS.formatted("", client.sid());
  }

  @Test
  void everyBackendIsToldWhoConnectedAndHow() {
    RawClient chat = rig.backend("chat");
    RawClient audit = rig.backend("audit");
    Client client = rig.client("{\"user\": \"x\"}");
    String told =
        "42/backed,\\[\"\\$connection\",\\{\"sid\":\"%s\",\"recovered\":false,"
                .formatted(client.sid())
            + "\"auth\":\\{\"user\": \"x\"},\"handshake\":\\{\"address\":\"127.0.0.1\","
            + "\"time\":\\d+,\"url\":\"/socket.io/\\?EIO=4&transport=websocket\","
            + "\"secure\":false,\"headers\":\\{.*\"host\":\"127.0.0.1:\\d+\".*},"
            + "\"query\":\\{\"EIO\":\"4\",\"transport\":\"websocket\"}}}"
            + HEADERS.formatted("", client.sid());
    assertThat(chat.next()).matches(told);
    assertThat(audit.next()).matches(told);
  }

  @Test
  void aNamedClientIsToldByItsName() {
    RawClient chat = rig.backend("chat");
    Client client = rig.client("{\"clientId\":\"alice\"}");
    assertThat(chat.next())
        .startsWith(
            "42/backed,[\"$connection\",{\"sid\":\"%s\",\"clientId\":\"alice\",\"recovered\":false,"
                .formatted(client.sid()));
    client.socket().send("41/backed,");
    assertThat(chat.next())
        .matches(
            "42/backed,\\[\"\\$disconnect\",\\{\"sid\":\"%s\",\"clientId\":\"alice\",\"reason\":.*"
                .formatted(client.sid()))
        .contains("\"from\":\"alice\"");
  }

  @Test
  void clientThatLeavesIsToldWithTheRoomsItWasIn() {
    RawClient chat = rig.backend("chat");
    Client client = rig.client("");
    welcome(chat, client);
    client.socket().ask("42/backed,1[\"$join\",\"b\"]");
    client.socket().ask("42/backed,2[\"$join\",\"a\"]");
    client.socket().send("41/backed,");
    assertThat(chat.next())
        .matches(disconnected(client, "client namespace disconnect", "\\[\"a\",\"b\"]"));
  }

  @Test
  void connectionThatBreaksAndOneThatBreaksTheProtocolAreToldApart() {
    RawClient chat = rig.backend("chat");
    Client broken = rig.client("");
    welcome(chat, broken);
    broken.socket().close();
    assertThat(chat.next()).matches(disconnected(broken, "transport (close|error)", "\\[]"));
    Client wrong = rig.client("");
    welcome(chat, wrong);
    wrong.socket().send("42/backed,{}");
    assertThat(chat.next()).matches(disconnected(wrong, "parse error", "\\[]"));
  }

  @Test
  void sessionThatIsTakenOverEndsBeforeTheNewerOneComes() {
    RawClient chat = rig.backend("chat");
    Client older = rig.client("{\"clientId\":\"alice\"}");
    welcome(chat, older);
    Client newer = rig.client("{\"clientId\":\"alice\"}");
    assertThat(older.socket().next()).isEqualTo("41/backed,");
    assertThat(chat.next())
        .startsWith("42/backed,[\"$disconnect\",{\"sid\":\"" + older.sid())
        .contains("\"reason\":\"taken over\"");
    welcome(chat, newer);
  }

  @Test
  void whileNoBackendIsThereEventsWaitAndClientsStay() {
    Client client = rig.client("");
    assertThat(client.socket().ask("42/backed,1[\"hello\",1]")).startsWith("43/backed,1[{\"pos");
    client.socket().send("41/backed,").send("40/backed,");
    String second = BackendRig.sidIn(client.socket().next());
    RawClient chat = rig.backend("chat");
    welcome(chat, client);
    assertThat(chat.next())
        .matches("42/backed,\\[\"hello\",1" + HEADERS.formatted("", client.sid()));
    assertThat(chat.next()).matches(disconnected(client, "client namespace disconnect", "\\[]"));
    assertThat(chat.next()).startsWith("42/backed,[\"$connection\",{\"sid\":\"" + second);
  }

  @Test
  void sessionsThatAStoppingBrokerEndsAreTold() throws Exception {
    Client client = rig.client("");
    client.socket().ask("42/backed,1[\"$join\",\"a\"]");
    restart();
    RawClient chat = rig.backend("chat");
    welcome(chat, client);
    assertThat(chat.next()).matches(disconnected(client, "server shutting down", "\\[\"a\"]"));
  }

  @Test
  void ofTheirOwnSessionsBackendsAreToldNothing() {
    RawClient chat = rig.backend("chat");
    rig.backend("audit").send("41/backed,");
    rig.backend("audit");
    Client client = rig.client("");
    welcome(chat, client);
  }

  @Test
  void eachNamespaceOfAPatternHasItsOwnBackend() {
    Client one = rig.client("", "/tenant-1,");
    rig.client("", "/tenant-2,");
    RawClient chat = rig.backend("chat", "/tenant-1,");
    assertThat(chat.next()).startsWith("42/tenant-1,[\"$connection\",{\"sid\":\"" + one.sid());
    chat.send("42/tenant-1,7[\"$rooms\"]");
    assertThat(chat.next()).startsWith("43/tenant-1,7[");
  }
}
