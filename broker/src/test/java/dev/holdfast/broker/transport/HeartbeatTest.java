package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final String ENTRY = "/socket.io/?EIO=4&transport=";
  private static final int NEVER_MS = 600_000;

  private EchoServer server;
  private WebSocketClient client;

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
    }
    server.close();
  }

  /** A session on a WebSocket, its handshake read. */
  private EchoHandler open(int pingIntervalMs, int pingTimeoutMs) {
    server = new EchoServer(Settings.heartbeat(pingIntervalMs, pingTimeoutMs));
    client = new WebSocketClient(server.port(), ENTRY + "websocket");
    client.next();
    return server.lastHandler();
  }

  private static long millisSince(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  @Test
  void theServerPingsEveryIntervalAndThePongReachesTheHandler() {
    long start = System.nanoTime();
    EchoHandler handler = open(100, NEVER_MS);
    for (int round = 1; round <= 3; round++) {
      assertThat(client.next()).isEqualTo("2");
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(50);
      start = System.nanoTime();
      client.send("3");
      int expected = round;
      Await.until("the pong is told", () -> handler.pongs.get() == expected);
      assertThat(handler.pings).hasValue(round);
    }
  }

  @Test
  void aPingThatIsNotAnsweredInTimeEndsTheSession() {
    EchoHandler handler = open(50, 100);
    client.awaitClose();
    assertThat(server.awaitClosed(handler)).isEqualTo(CloseReason.PING_TIMEOUT);
    assertThat(handler.pings).hasValue(1);
  }

  @Test
  void thePongTimeoutRunsEvenWithNoGetPending() {
    server = new EchoServer(Settings.heartbeat(50, 100));
    try (HttpSocket http = new HttpSocket(server.port())) {
      http.get(ENTRY + "polling");
      EchoHandler handler = server.lastHandler();
      assertThat(server.awaitClosed(handler)).isEqualTo(CloseReason.PING_TIMEOUT);
      String session = ENTRY + "polling&sid=" + handler.connection.id();
      assertThat(http.get(session).status()).isEqualTo(400);
    }
  }

  @Test
  void aRequestAfterThePongTimeoutComesTooLateThoughTheTimerIsLate() {
    server = new EchoServer(Settings.heartbeat(NEVER_MS, 100));
    try (HttpSocket http = new HttpSocket(server.port())) {
      http.get(ENTRY + "polling");
      EchoHandler handler = server.lastHandler();
      String session = ENTRY + "polling&sid=" + handler.connection.id();
      server.onLane(
          handler,
          () -> {
            handler.connection.ping();
            http.begin("GET", session);
            long start = System.nanoTime();
            Await.until("the time is over", () -> millisSince(start) > 200);
          });
      assertThat(http.read().status()).isEqualTo(400);
      assertThat(server.awaitClosed(handler)).isEqualTo(CloseReason.PING_TIMEOUT);
    }
  }

  @Test
  void pingsTravelOverPollingToo() {
    server = new EchoServer(Settings.heartbeat(50, NEVER_MS));
    try (HttpSocket http = new HttpSocket(server.port())) {
      http.get(ENTRY + "polling");
      EchoHandler handler = server.lastHandler();
      String session = ENTRY + "polling&sid=" + handler.connection.id();
      for (int round = 1; round <= 2; round++) {
        assertThat(http.get(session).body()).isEqualTo("2");
        assertThat(http.post(session, "3").body()).isEqualTo("ok");
        assertThat(handler.pongs).hasValue(round);
      }
    }
  }

  @Test
  void anEarlyPingIsAnsweredAndTheNextOneMayBeAskedForAtOnce() {
    EchoHandler handler = open(NEVER_MS, NEVER_MS);
    for (int round = 1; round <= 3; round++) {
      server.onLane(handler, handler.connection::ping);
      assertThat(client.next()).isEqualTo("2");
      client.send("3");
      int expected = round;
      Await.until("the pong is told", () -> handler.pongs.get() == expected);
    }
    assertThat(handler.pings).hasValue(3);
  }

  @Test
  void whileAPingIsUnderWayNoOtherIsSent() {
    EchoHandler handler = open(NEVER_MS, NEVER_MS);
    server.onLane(
        handler,
        () -> {
          handler.connection.ping();
          handler.connection.ping();
        });
    client.send("4x");
    assertThat(client.next()).isEqualTo("2");
    assertThat(client.next()).isEqualTo("4x");
    assertThat(handler.pings).hasValue(1);
  }

  @Test
  void pingsBehindOneAnotherAreAnsweredInTurnAndEachAnswerGivesTimeForTheNext() {
    EchoHandler handler = open(NEVER_MS, 2_000);
    server.onLane(
        handler,
        () -> {
          for (int i = 0; i < 3; i++) {
            handler.connection.pingBehind();
          }
        });
    for (int answered = 1; answered <= 3; answered++) {
      assertThat(client.next()).isEqualTo("2");
      long start = System.nanoTime();
      Await.until("more than half of the time is over", () -> millisSince(start) > 1_100);
      client.send("3");
      int expected = answered;
      Await.until("the pong is told", () -> handler.pongs.get() == expected);
    }
    assertThat(handler.pings).hasValue(3);
  }

  @Test
  void ofSeveralPingsOneThatIsNotAnsweredEndsTheSession() {
    EchoHandler handler = open(NEVER_MS, 200);
    server.onLane(
        handler,
        () -> {
          handler.connection.pingBehind();
          handler.connection.pingBehind();
        });
    client.next();
    client.send("3");
    client.awaitClose();
    assertThat(server.awaitClosed(handler)).isEqualTo(CloseReason.PING_TIMEOUT);
    assertThat(handler.pongs).hasValue(1);
  }

  @Test
  void onlyOnePongAnswersAPing() {
    EchoHandler handler = open(NEVER_MS, NEVER_MS);
    server.onLane(handler, handler.connection::ping);
    client.next();
    client.send("3");
    client.send("3");
    client.send("4x");
    client.next();
    assertThat(handler.pongs).hasValue(1);
  }

  @Test
  void anEarlyPingDoesNotStopTheRegularOnes() {
    EchoHandler handler = open(150, NEVER_MS);
    server.onLane(handler, handler.connection::ping);
    assertThat(client.next()).isEqualTo("2");
    client.send("3");
    assertThat(client.next()).isEqualTo("2");
    assertThat(handler.pings).hasValue(2);
  }

  @Test
  void anEarlyPingThatIsNotAnsweredEndsTheSessionToo() {
    EchoHandler handler = open(NEVER_MS, 100);
    server.onLane(handler, handler.connection::ping);
    client.awaitClose();
    assertThat(server.awaitClosed(handler)).isEqualTo(CloseReason.PING_TIMEOUT);
  }
}
