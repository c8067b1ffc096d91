package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One session's requests on connections that different event loops accepted. */
class LanesTest {
  private static final String ENTRY = "/socket.io/?EIO=4&transport=polling";

  private final EchoServer server = new EchoServer();
  private final Map<Integer, List<HttpSocket>> byLane = new HashMap<>();
  private EchoHandler handler;
  private String session;

  /** Connections are dealt out in turn: each one's handshake tells which lane it got. */
  @BeforeEach
  void connectToBothLanes() {
    for (int i = 0; i < 6; i++) {
      HttpSocket socket = new HttpSocket(server.port());
      socket.get(ENTRY);
      int lane = server.lastHandler().handshake.lane();
      byLane.computeIfAbsent(lane, unused -> new ArrayList<>()).add(socket);
    }
    assertThat(byLane).containsOnlyKeys(0, 1);
    own(0).get(ENTRY);
    handler = server.lastHandler();
    session = ENTRY + "&sid=" + handler.connection.id();
    assertThat(handler.handshake.lane()).isZero();
  }

  @AfterEach
  void stop() {
    byLane.values().forEach(sockets -> sockets.forEach(HttpSocket::close));
    server.close();
  }

  private HttpSocket own(int index) {
    return byLane.get(0).get(index);
  }

  private HttpSocket foreign(int index) {
    return byLane.get(1).get(index);
  }

  @Test
  void aGetAndAPostMayArriveOnDifferentEventLoops() {
    own(0).begin("GET", session);
    assertThat(foreign(0).post(session, "4hello").body()).isEqualTo("ok");
    assertThat(own(0).read().body()).isEqualTo("4hello");
    foreign(0).begin("GET", session);
    assertThat(own(0).post(session, "4back").body()).isEqualTo("ok");
    assertThat(foreign(0).read().body()).isEqualTo("4back");
  }

  @Test
  void aForeignPostOverTheLimitIsRefusedAndTheSessionSurvives() {
    String tooLong = "4".repeat(EchoServer.MAX_PAYLOAD_BYTES + 1);
    assertThat(foreign(0).post(session, tooLong).status()).isEqualTo(413);
    assertThat(foreign(1).post(session, "4x").body()).isEqualTo("ok");
    assertThat(own(0).get(session).body()).isEqualTo("4x");
  }

  @Test
  void aCloseOnOneEventLoopEndsAGetOnTheOther() {
    foreign(0).begin("GET", session);
    server.awaitWaitingGet(handler);
    assertThat(own(0).post(session, "1").body()).isEqualTo("ok");
    assertThat(foreign(0).read().body()).isEqualTo("6");
    assertThat(foreign(0).get(session).status()).isEqualTo(400);
  }

  @Test
  void postsOneAfterAnotherKeepTheirOrderWhicheverLoopTakesThem() {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      HttpSocket socket = i % 2 == 0 ? own(i % 3) : foreign(i % 3);
      assertThat(socket.post(session, "4m" + i).body()).isEqualTo("ok");
      sent.add("m" + i);
    }
    assertThat(handler.texts).isEqualTo(sent);
  }

  @Test
  void aSessionUpgradedOnAForeignEventLoopKeepsItsOwn() {
    for (int i = 0; i < 4; i++) {
      own(0).get(ENTRY);
      String sid = server.lastHandler().connection.id();
      try (WebSocketClient client =
          new WebSocketClient(server.port(), "/socket.io/?EIO=4&transport=websocket&sid=" + sid)) {
        client.send("2probe");
        assertThat(client.next()).isEqualTo("3probe");
        client.send("5");
        for (int n = 0; n < 100; n++) {
          client.send("4m" + n);
        }
        for (int n = 0; n < 100; n++) {
          assertThat(client.next()).isEqualTo("4m" + n);
        }
      }
    }
  }
}
