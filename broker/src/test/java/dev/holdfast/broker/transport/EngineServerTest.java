package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.transport.HttpSocket.Response;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineServerTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";

  private EchoServer server;
  private HttpSocket http;

  @AfterEach
  void stop() {
    if (http != null) {
      http.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void start(EngineSettings settings) {
    server = new EchoServer(settings);
    http = new HttpSocket(server.port());
  }

  @Test
  void allLanesShareOneFreePort() {
    start(Settings.quiet());
    Set<Integer> lanes = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      try (HttpSocket socket = new HttpSocket(server.port())) {
        socket.get(POLLING);
        lanes.add(server.lastHandler().handshake.lane());
      }
    }
    assertThat(lanes).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void aPortInUseIsAClearFailure() {
    start(Settings.quiet());
    Vertx vertx = Vertx.vertx();
    EngineServer second = new EngineServer(vertx, Settings.port(server.port()), OtherRequests.NONE);
    try {
      assertThatThrownBy(
              () ->
                  EchoServer.get(
                      second.prepare().compose(lanes -> second.listen(EchoHandler::new))))
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port())
          .hasMessageContaining("in use");
    } finally {
      EchoServer.get(second.stop());
      EchoServer.get(vertx.close());
    }
  }

  @Test
  void corsIsOffByDefault() {
    start(Settings.quiet());
    Response answer = http.get(POLLING, "Origin: http://localhost:3000");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    assertThat(preflight("http://localhost:3000").status()).isEqualTo(400);
  }

  @Test
  void aNamedOriginIsAllowedWithCredentials() {
    start(Settings.origins("https://a.example"));
    Response answer = http.get(POLLING, "Origin: https://a.example");
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "https://a.example")
        .containsEntry("access-control-allow-credentials", "true")
        .containsEntry("vary", "Origin");
    assertThat(http.get("/socket.io/?EIO=4", "Origin: https://a.example").headers())
        .containsEntry("access-control-allow-origin", "https://a.example");
  }

  @Test
  void aPreflightIsAnswered204() {
    start(Settings.origins("https://a.example"));
    Response answer = preflight("https://a.example");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "https://a.example")
        .containsEntry("access-control-allow-methods", "GET,POST")
        .containsEntry("access-control-allow-headers", "x-token");
    assertThat(server.server.sessionCount()).isZero();
  }

  @Test
  void anotherOriginIsNotAllowed() {
    start(Settings.origins("https://a.example"));
    Response answer = http.get(POLLING, "Origin: https://b.example");
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void everyOriginMeansNoCredentials() {
    start(Settings.origins("*"));
    Response answer = http.get(POLLING, "Origin: https://b.example");
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "*")
        .doesNotContainKey("access-control-allow-credentials");
  }

  private Response preflight(String origin) {
    return http.begin(
            "OPTIONS",
            POLLING,
            "Origin: " + origin,
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: x-token")
        .read();
  }

  @Test
  void theCookieIsSetAtTheHandshakeOnly() {
    start(Settings.cookie("io"));
    Response answer = http.get(POLLING);
    String sid = server.lastHandler().connection.id();
    assertThat(answer.headers())
        .containsEntry("set-cookie", "io=" + sid + "; Path=/; HttpOnly; SameSite=Lax");
    assertThat(http.post(POLLING + "&sid=" + sid, "4x").headers()).doesNotContainKey("set-cookie");
    assertThat(http.get(POLLING + "&sid=" + sid).headers()).doesNotContainKey("set-cookie");
  }

  @Test
  void whileItRefusesNewSessionsGet503AndOldOnesGoOn() {
    start(Settings.quiet());
    http.get(POLLING);
    String session = POLLING + "&sid=" + server.lastHandler().connection.id();
    server.server.refuse("draining \"now\"", 7);
    for (String target : new String[] {POLLING, WEB_SOCKET}) {
      try (HttpSocket fresh = new HttpSocket(server.port())) {
        Response answer = fresh.get(target, upgradeOf(target));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("retry-after", "7");
        assertThat(answer.body()).isEqualTo("{\"message\":\"draining \\\"now\\\"\"}");
      }
    }
    assertThat(http.post(session, "4x").body()).isEqualTo("ok");
    server.server.accept();
    assertThat(http.get(POLLING).status()).isEqualTo(200);
  }

  private static String[] upgradeOf(String target) {
    return target.equals(POLLING) ? new String[0] : HttpSocket.WEB_SOCKET_UPGRADE;
  }

  @Test
  void stoppingTellsEveryClientAndEveryHandler() {
    start(Settings.quiet());
    http.get(POLLING);
    EchoHandler polling = server.lastHandler();
    http.begin("GET", POLLING + "&sid=" + polling.connection.id());
    try (WebSocketClient client = new WebSocketClient(server.port(), WEB_SOCKET)) {
      client.next();
      EchoHandler webSocket = server.lastHandler();
      server.awaitWaitingGet(polling);
      EchoServer.get(server.server.stop());
      assertThat(http.read().body()).as("no close packet").isEqualTo("6");
      assertThat(client.awaitClose()).as("lost, without a close frame").isEqualTo(1006);
      assertThat(polling.closes).containsExactly(CloseReason.SERVER_SHUTTING_DOWN);
      assertThat(webSocket.closes).containsExactly(CloseReason.SERVER_SHUTTING_DOWN);
      assertThat(server.server.sessionCount()).isZero();
    }
  }

  @Test
  void otherPathsAreServedBesideIt() {
    server =
        new EchoServer(
            Settings.quiet(),
            request -> {
              boolean mine = request.path().equals("/health");
              if (mine) {
                var unused = request.response().end("fine");
              }
              return mine;
            },
            handler -> handler);
    http = new HttpSocket(server.port());
    assertThat(http.get("/health").body()).isEqualTo("fine");
    assertThat(http.get("/other").status()).isEqualTo(404);
    assertThat(http.get(POLLING).status()).isEqualTo(200);
  }

  @Test
  void aFactoryThatThrowsClosesTheSessionAndNothingElse() {
    server =
        new EchoServer(
            Settings.quiet(),
            OtherRequests.NONE,
            handler -> {
              throw new IllegalStateException("on purpose");
            });
    http = new HttpSocket(server.port());
    assertThat(http.get(POLLING).body()).startsWith("0{").endsWith("\u001e1");
    assertThat(server.server.sessionCount()).isZero();
  }
}
