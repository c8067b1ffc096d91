package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.ServerConfig;
import dev.holdfast.broker.transport.HttpSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Long-polling with OkHttp, the official Java client's library: the next messages wait for a pong,
 * and the pong for the answer to the POST before it.
 */
class PollingBackpressureTest {
  private static final String ENTRY = "/socket.io/?EIO=4&transport=polling";
  private static final String OKHTTP = "User-Agent: okhttp/4.12.0";
  private static final int HIGH_WATER = 65_536;

  @TempDir Path dataDir;
  private final List<HttpSocket> sockets = new ArrayList<>();
  private Broker broker;
  private String session;

  @BeforeEach
  void start() throws Exception {
    BrokerConfig usual = TestBrokers.config(dataDir, TestBrokers.NO_PING_MS, 200);
    ServerConfig server = usual.server();
    broker =
        Broker.start(
            TestBrokers.with(
                usual,
                new ServerConfig(
                    server.host(),
                    server.port(),
                    server.path(),
                    server.eventLoops(),
                    server.pingIntervalMs(),
                    server.pingTimeoutMs(),
                    server.upgradeTimeoutMs(),
                    server.connectTimeoutMs(),
                    server.maxPayloadBytes(),
                    HIGH_WATER,
                    server.allowedOrigins(),
                    server.cookie(),
                    server.serveClient())));
    String handshake = get(ENTRY);
    session = ENTRY + "&sid=" + BackendRig.sidIn(handshake);
  }

  @AfterEach
  void stop() {
    sockets.forEach(HttpSocket::close);
    broker.close();
  }

  private HttpSocket socket() {
    HttpSocket socket = new HttpSocket(broker.port());
    sockets.add(socket);
    return socket;
  }

  private String get(String path) {
    return socket().get(path, OKHTTP).body();
  }

  private String post(String body) {
    return socket().post(session, body, OKHTTP).body();
  }

  @Test
  void thePongIsTakenAlsoWhenMoreWaitsForItThanTheWayOutHolds() {
    post("40{\"clientId\":\"alice\",\"ack\":\"batch\"}");
    assertThat(get(session)).startsWith("40{\"sid\"").endsWith("\u001e2");
    String large = "\"" + "x".repeat(2 * HIGH_WATER) + "\"";
    post("421[\"$emit\",{\"clients\":[\"alice\"]},\"large\"," + large + "]");
    for (int i = 0; i < 50; i++) { // at some time the event is there, and waits for the pong
      assertThat(post("422[\"$rooms\"]\u001e423[\"$rooms\"]")).isEqualTo("ok");
    }
    assertThat(post("3")).isEqualTo("ok");
    assertThat(get(session)).contains("42[\"large\",\"xxx").endsWith("\u001e2");
  }
}
