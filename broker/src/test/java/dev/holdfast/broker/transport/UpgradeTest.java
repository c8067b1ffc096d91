package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.HttpSocket.Response;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {
  private static final String ENTRY = "/socket.io/?EIO=4&transport=polling";

  private final List<AutoCloseable> resources = new ArrayList<>();
  private EchoServer server = new EchoServer();
  private HttpSocket http = socket();
  private EchoHandler handler;
  private String session;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
    server.close();
  }

  private HttpSocket socket() {
    HttpSocket socket = new HttpSocket(server.port());
    resources.add(socket);
    return socket;
  }

  /** Opens a polling session and a WebSocket with its id. */
  private WebSocketClient begin() {
    http.get(ENTRY);
    handler = server.lastHandler();
    session = ENTRY + "&sid=" + handler.connection.id();
    return another();
  }

  private WebSocketClient another() {
    WebSocketClient client =
        new WebSocketClient(server.port(), session.replace("polling", "websocket"));
    resources.add(client);
    return client;
  }

  private WebSocketClient upgraded() {
    WebSocketClient client = begin();
    client.send("2probe");
    assertThat(client.next()).isEqualTo("3probe");
    client.send("5");
    client.send("4over there");
    assertThat(client.next()).isEqualTo("4over there");
    return client;
  }

  private void useServer(EngineSettings settings) {
    server.close();
    server = new EchoServer(settings);
    http = socket();
  }

  private void assertStillPolling() {
    assertThat(http.post(session, "4polling").body()).isEqualTo("ok");
    assertThat(http.get(session).body()).isEqualTo("4polling");
    assertThat(handler.closes).isEmpty();
  }

  @Test
  void aProbedWebSocketTakesTheSessionOver() {
    WebSocketClient client = upgraded();
    client.send("4again");
    assertThat(client.next()).isEqualTo("4again");
    assertThat(handler.closes).isEmpty();
  }

  @Test
  void aWaitingGetIsEndedWithANoopButNotAtOnce() {
    WebSocketClient client = begin();
    HttpSocket waiting = socket().begin("GET", session);
    long start = System.nanoTime();
    client.send("2probe");
    assertThat(client.next()).isEqualTo("3probe");
    assertThat(waiting.read().body()).isEqualTo("6");
    long firstMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(waiting.get(session).body()).isEqualTo("6");
    long secondMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(firstMs).isGreaterThanOrEqualTo(95);
    assertThat(secondMs).isGreaterThanOrEqualTo(190);
  }

  @Test
  void whatIsQueuedInMidUpgradeGoesToTheWebSocket() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    server.onLane(
        handler,
        () -> {
          handler.connection.sendText(Bytes.utf8("queued"));
          handler.connection.flush();
        });
    client.send("5");
    assertThat(client.next()).isEqualTo("4queued");
  }

  @Test
  void aGetThatStillWaitsAtTheEndIsNotLeftHanging() {
    WebSocketClient client = begin();
    HttpSocket waiting = socket().begin("GET", session);
    server.awaitWaitingGet(handler);
    client.send("2probe");
    client.next();
    client.send("5");
    assertThat(waiting.read().body()).isEqualTo("6");
  }

  /** The official suite polls right after it has sent the 5, on another connection. */
  @Test
  void aGetThatOvertakesTheEndOfTheUpgradeIsABadRequestAsOneAfterIt() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    HttpSocket waiting = socket().begin("GET", session);
    server.awaitWaitingGet(handler);
    client.send("5");
    Response late = waiting.read();
    while (late.body().equals("6")) { // it was told to go on waiting before the 5 came
      late = http.get(session);
    }
    assertThat(late.status()).isEqualTo(400);
    assertThat(late.body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    client.send("4alive");
    assertThat(client.next()).isEqualTo("4alive");
  }

  @Test
  void afterwardsPollingIsABadRequestAndTheSessionLives() {
    WebSocketClient client = upgraded();
    Response get = http.get(session);
    assertThat(get.status()).isEqualTo(400);
    assertThat(get.body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(http.post(session, "4x").status()).isEqualTo(400);
    client.send("4alive");
    assertThat(client.next()).isEqualTo("4alive");
  }

  @Test
  void afterwardsASecondWebSocketIsClosedAndTheFirstUnaffected() {
    WebSocketClient client = upgraded();
    another().awaitClose();
    client.send("4alive");
    assertThat(client.next()).isEqualTo("4alive");
  }

  @Test
  void duringAnUpgradeASecondWebSocketIsClosed() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    another().awaitClose();
    client.send("5");
    client.send("4alive");
    assertThat(client.next()).isEqualTo("4alive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4message", "2", "3probe", "7", "1"})
  void anyOtherPacketOnTheProbingWebSocketAbortsIt(String packet) {
    WebSocketClient client = begin();
    client.send(packet);
    client.awaitClose();
    assertStillPolling();
    assertThat(handler.texts).containsExactly("polling");
  }

  @Test
  void aLostWebSocketLeavesTheSessionWithPolling() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    client.close();
    assertStillPolling();
    WebSocketClient second = awaitFreshUpgrade();
    second.send("5");
    second.send("4moved");
    assertThat(second.next()).isEqualTo("4moved");
  }

  @Test
  void aWebSocketLostBeforeItsProbeIsAnsweredLeavesTheSessionWithPolling() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.close();
    assertStillPolling();
    awaitFreshUpgrade();
  }

  @Test
  void whatIsQueuedInMidUpgradeGoesToTheNextGetWhenTheWebSocketIsLost() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    server.onLane(
        handler,
        () -> {
          handler.connection.sendText(Bytes.utf8("queued"));
          handler.connection.flush();
        });
    client.close();
    assertThat(http.get(session).body()).isEqualTo("4queued");
    assertStillPolling();
  }

  @Test
  void aClientThatBelievesItHasMovedIsGivenUpAtThePingTimeoutWithNothingAcknowledged() {
    useServer(Settings.heartbeat(1_000, 1_500));
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    client.close(); // the client's 5 is lost with it, and it polls no more
    assertThat(server.awaitClosed(handler)).isEqualTo(CloseReason.PING_TIMEOUT);
    assertThat(handler.pongs).hasValue(0);
  }

  @Test
  void aWebSocketThatIsLostRightAfterTheUpgradeEndsTheSession() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    client.send("5");
    Await.until("it has moved", () -> http.get(session).status() == 400);
    client.close();
    assertThat(server.awaitClosed(handler)).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  void noMessageGoesToPollingInMidUpgradeWhereItWouldNeedProof() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    HttpSocket waiting = socket().begin("GET", session, "User-Agent: okhttp/4.12.0");
    server.awaitWaitingGet(handler);
    server.onLane(
        handler,
        () -> {
          handler.connection.sendText(Bytes.utf8("queued"));
          handler.connection.flush();
        });
    assertThat(waiting.read().body()).isEqualTo("6");
    client.send("5");
    assertThat(client.next()).isEqualTo("4queued");
  }

  /** The server hears of the lost WebSocket in its own time; until then a new one is closed. */
  private WebSocketClient awaitFreshUpgrade() {
    List<WebSocketClient> probed = new ArrayList<>();
    Await.until(
        "a new upgrade is let begin",
        () -> {
          WebSocketClient client = another();
          client.sendIfOpen("2probe");
          Await.until(
              "answered or closed", () -> !client.messages.isEmpty() || client.closed.isDone());
          return "3probe".equals(client.messages.poll()) && probed.add(client);
        });
    return probed.get(0);
  }

  @Test
  void anUpgradeThatIsNotCompletedInTimeIsGivenUp() {
    useServer(Settings.upgradeTimeout(1_000));
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    client.awaitClose();
    assertStillPolling();
  }

  @Test
  void aSessionThatClosesTakesTheProbingWebSocketWithIt() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    http.post(session, "1");
    client.awaitClose();
    assertThat(server.awaitClosed(handler)).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  void noPingGoesToPollingInMidUpgradeAndADueOneFollows() {
    WebSocketClient client = begin();
    client.send("2probe");
    client.next();
    server.onLane(handler, handler.connection::ping);
    assertThat(handler.pings).hasValue(0);
    assertThat(http.get(session).body()).isEqualTo("6");
    client.send("5");
    assertThat(client.next()).isEqualTo("2");
    client.send("3");
    Await.until("the pong is there", () -> handler.pongs.get() == 1);
  }

  @Test
  void readingPausedBeforeStaysPausedAfter() {
    WebSocketClient client = begin();
    server.onLane(handler, handler.connection::pauseReading);
    client.send("2probe");
    client.next();
    client.send("5");
    Await.until("it has moved", () -> http.get(session).status() == 400);
    client.send("4held");
    client.awaitRead();
    server.onLane(handler, () -> assertThat(handler.texts).isEmpty());
    server.onLane(handler, handler.connection::resumeReading);
    assertThat(client.next()).isEqualTo("4held");
  }
}
