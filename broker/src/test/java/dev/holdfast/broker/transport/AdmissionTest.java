package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.Rate;
import dev.holdfast.broker.transport.HttpSocket.Response;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may connect at all. */
class AdmissionTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  LimitedServer server(LimitedServer server) {
    open.add(server);
    return server;
  }

  HttpSocket connect(LimitedServer limited) {
    return opened(limited.connect());
  }

  HttpSocket opened(HttpSocket socket) {
    open.add(socket);
    return socket;
  }

  private static String[] webSocket(String... more) {
    String[] headers = Arrays.copyOf(HttpSocket.WEB_SOCKET_UPGRADE, 4 + more.length);
    System.arraycopy(more, 0, headers, 4, more.length);
    return headers;
  }

  @Test
  void aConnectionBeyondTheMostIsClosedAsItIsAcceptedUntilAnotherGoes() {
    LimitedServer limited = server(LimitedServer.forConnections(3, 10));
    HttpSocket first = connect(limited);
    assertThat(first.get(POLLING).status()).isEqualTo(200);
    connect(limited);
    connect(limited);
    Await.until("three are open", () -> limited.connections.open() == 3);
    assertThat(connect(limited).readByte()).isEqualTo(-1);
    assertThat(limited.hits.count(Limit.CONNECTIONS)).isEqualTo(1);
    first.close();
    Await.until("two are open", () -> limited.connections.open() == 2);
    connect(limited);
    Await.until("three are open", () -> limited.connections.open() == 3);
  }

  @Test
  void connectionsNobodyKnowsLeaveRoomForSessionsThatAreKnown() {
    LimitedServer limited = server(LimitedServer.forConnections(100, 2));
    HttpSocket known = connect(limited);
    assertThat(known.get(WEB_SOCKET, webSocket()).status()).isEqualTo(101);
    EchoHandler handler = limited.server.lastHandler();
    connect(limited);
    Await.until("two are unknown", () -> limited.connections.unauthenticated() == 2);
    assertThat(connect(limited).readByte()).isEqualTo(-1);
    assertThat(limited.hits.count(Limit.UNAUTHENTICATED)).isEqualTo(1);
    limited.server.onLane(handler, handler.connection::authenticated);
    HttpSocket next = connect(limited);
    assertThat(next.get(POLLING).status()).isEqualTo(200);
  }

  /** With any method: none of them says whose the connection is. */
  @Test
  void connectionsThatOnlyNameTheSessionOfAStrangerCountAsBefore() {
    LimitedServer limited = server(LimitedServer.forConnections(100, 5));
    HttpSocket first = connect(limited);
    assertThat(first.get(POLLING).status()).isEqualTo(200);
    String session = POLLING + "&sid=" + limited.server.lastHandler().connection.id();
    int served = 0;
    for (int i = 0; i < 50; i++) {
      HttpSocket socket = connect(limited);
      try {
        served += socket.begin("PUT", session).read().status() == 500 ? 1 : 0;
      } catch (UncheckedIOException closed) {
        // One too many.
      }
    }
    assertThat(served).isEqualTo(4);
    assertThat(limited.connections.unauthenticated()).isEqualTo(5);
    assertThat(limited.connections.open()).isEqualTo(5);
  }

  @Test
  void aConnectionIsAStrangersAgainWhenTheSessionItHasOpenedIsOver() {
    LimitedServer limited = server(LimitedServer.forConnections(100, 5));
    HttpSocket http = connect(limited);
    assertThat(http.get(POLLING).status()).isEqualTo(200);
    EchoHandler handler = limited.server.lastHandler();
    assertThat(limited.connections.unauthenticated()).isEqualTo(1);
    limited.server.onLane(handler, () -> handler.connection.close(CloseReason.TRANSPORT_ERROR));
    assertThat(limited.connections.unauthenticated()).isZero();
    assertThat(http.get("/nothing").status()).isEqualTo(404);
    assertThat(limited.connections.unauthenticated()).isEqualTo(1);
    assertThat(http.get(POLLING).status()).isEqualTo(200);
    assertThat(limited.connections.unauthenticated()).isEqualTo(1);
  }

  /** Half a minute is for those who have been let in. */
  @Test
  void aStrangersSessionThatWasClosedKeepsItsPlaceForAMomentOnly() {
    LimitedServer limited = server(LimitedServer.forConnections(100, 5));
    HttpSocket http = connect(limited);
    assertThat(http.get(POLLING).status()).isEqualTo(200);
    EchoHandler handler = limited.server.lastHandler();
    http.close();
    limited.server.onLane(handler, () -> handler.connection.close(CloseReason.FORCED_CLOSE));
    Await.until("its place is free", () -> limited.connections.unauthenticated() == 0);
  }

  @Test
  void allConnectionsOfAKnownClientAreKnown() {
    LimitedServer limited = server(LimitedServer.forConnections(100, 5));
    HttpSocket polls = connect(limited);
    assertThat(polls.get(POLLING).status()).isEqualTo(200);
    EchoHandler handler = limited.server.lastHandler();
    String session = POLLING + "&sid=" + handler.connection.id();
    HttpSocket posts = connect(limited);
    assertThat(posts.post(session, "4x").status()).isEqualTo(200);
    HttpSocket upgraded = connect(limited);
    String upgrade = session.replace("transport=polling", "transport=websocket");
    assertThat(upgraded.get(upgrade, webSocket()).status()).isEqualTo(101);
    assertThat(limited.connections.unauthenticated()).isEqualTo(3);
    upgraded.write(new ClientFrames().text("2probe").text("5").text("4over").bytes());
    Await.until("it is upgraded", () -> handler.texts.contains("over"));
    limited.server.onLane(handler, handler.connection::authenticated);
    assertThat(limited.connections.unauthenticated()).isEqualTo(1);
    assertThat(posts.get(session).status()).isEqualTo(400);
    assertThat(limited.connections.unauthenticated()).isZero();
    assertThat(limited.connections.open()).isEqualTo(3);
  }

  @Test
  void behindAProxyAWebSocketIsOneConnectionHoweverItCameToBe() {
    LimitedServer limited = server(LimitedServer.forConnections(100, 100));
    String client = "X-Forwarded-For: 192.0.2.1";
    assertThat(connect(limited).get(WEB_SOCKET, webSocket(client)).status()).isEqualTo(101);
    assertThat(limited.connections.open()).isEqualTo(1);
    HttpSocket polls = connect(limited);
    assertThat(polls.get(POLLING, client).status()).isEqualTo(200);
    EchoHandler handler = limited.server.lastHandler();
    HttpSocket upgraded = connect(limited);
    String upgrade = WEB_SOCKET + "&sid=" + handler.connection.id();
    assertThat(upgraded.get(upgrade, webSocket(client)).status()).isEqualTo(101);
    upgraded.write(new ClientFrames().text("2probe").text("5").text("4over").bytes());
    Await.until("it is upgraded", () -> handler.texts.contains("over"));
    assertThat(limited.connections.open()).as("three sockets").isEqualTo(3);
    upgraded.close();
    polls.close();
    Await.until("one is left", () -> limited.connections.open() == 1);
  }

  @Test
  void aSessionGivesItsPlaceBackWhenItEnds() {
    LimitedServer limited = server(LimitedServer.forConnections(100, 2));
    for (int i = 0; i < 10; i++) {
      HttpSocket socket = connect(limited);
      assertThat(socket.get(WEB_SOCKET, webSocket()).status()).isEqualTo(101);
      socket.close();
      Await.until("it is gone", () -> limited.connections.unauthenticated() == 0);
    }
    assertThat(limited.connections.open()).isZero();
  }

  @Test
  void aConnectionThatComesWhileTheServerClosesIsClosedAndKeepsNoPlace() {
    for (int i = 0; i < 20; i++) {
      LimitedServer limited = LimitedServer.forConnections(100, 100);
      HttpSocket first = connect(limited);
      HttpSocket second = connect(limited);
      limited.close();
      Await.until("nothing is open", () -> limited.connections.open() == 0);
      assertThat(limited.connections.unauthenticated()).isZero();
      assertClosedByNow(first);
      assertClosedByNow(second);
    }
  }

  /** A socket that was forgotten would be waited for ten seconds. */
  private static void assertClosedByNow(HttpSocket socket) {
    long start = System.nanoTime();
    assertThat(socket.readByte()).isEqualTo(-1);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(5);
  }

  @Test
  void sessionsTooManyAreToldWhenToComeBackOnBothTransports() {
    LimitedServer limited = server(LimitedServer.atRate(new Rate(1, 2), Rate.UNLIMITED));
    assertThat(connect(limited).get(POLLING).status()).isEqualTo(200);
    assertThat(connect(limited).get(WEB_SOCKET, webSocket()).status()).isEqualTo(101);
    for (Response refused :
        List.of(connect(limited).get(POLLING), connect(limited).get(WEB_SOCKET, webSocket()))) {
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers()).containsEntry("connection", "close");
      assertThat(refused.headers().get("retry-after")).matches("[12]");
      assertThat(refused.body())
          .startsWith("{\"code\":\"limit\",\"message\":\"")
          .contains("\"limit\":\"connectionsPerSecond\",\"retryAfterMs\":");
    }
    assertThat(limited.hits.count(Limit.CONNECTION_RATE)).isEqualTo(2);
    Await.until("a second has passed", () -> connect(limited).get(POLLING).status() == 200);
  }

  @Test
  void requestsOfASessionThatStandsAreNoNewOnes() {
    LimitedServer limited = server(LimitedServer.atRate(new Rate(1, 1), Rate.UNLIMITED));
    HttpSocket http = connect(limited);
    assertThat(http.get(POLLING).status()).isEqualTo(200);
    String session = POLLING + "&sid=" + limited.server.lastHandler().connection.id();
    for (int i = 0; i < 10; i++) {
      assertThat(http.post(session, "4x").status()).isEqualTo(200);
      assertThat(http.get(session).body()).isEqualTo("4x");
    }
  }

  @Test
  void behindAProxyEachClientHasARateOfItsOwn() {
    LimitedServer limited = server(LimitedServer.atRate(Rate.UNLIMITED, new Rate(1, 1)));
    HttpSocket proxy = connect(limited);
    assertThat(proxy.get(POLLING, "X-Forwarded-For: 192.0.2.1").status()).isEqualTo(200);
    assertThat(proxy.get(POLLING, "X-Forwarded-For: 192.0.2.2").status()).isEqualTo(200);
    assertThat(limited.server.lastHandler().handshake.remoteAddress()).isEqualTo("192.0.2.2");
    Response refused = proxy.get(POLLING, "X-Forwarded-For: 10.0.0.1, 192.0.2.1");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body()).contains("connectionsPerSecondPerAddress");
  }

  @Test
  void aPageOfAnOriginThatIsNotAllowedIsRefusedOnBothTransports() {
    LimitedServer limited = server(LimitedServer.forOrigins("https://good.example"));
    String evil = "Origin: https://evil.example";
    Response polling = connect(limited).get(POLLING, evil);
    assertThat(polling.status()).isEqualTo(403);
    assertThat(polling.body()).contains("\"code\":4").contains("server.allowedOrigins");
    assertThat(connect(limited).get(WEB_SOCKET, webSocket(evil)).status()).isEqualTo(403);
    assertThat(connect(limited).get(POLLING, "Origin: null").status()).isEqualTo(403);
    assertThat(limited.hits.count(Limit.ORIGIN)).isEqualTo(3);
  }

  @Test
  void pagesOfAllowedOriginsAndProgramsAreNotRefused() {
    LimitedServer limited = server(LimitedServer.forOrigins("https://good.example"));
    String good = "Origin: https://good.example";
    assertThat(connect(limited).get(POLLING, good).status()).isEqualTo(200);
    assertThat(connect(limited).get(WEB_SOCKET, webSocket(good)).status()).isEqualTo(101);
    assertThat(connect(limited).get(POLLING).status()).isEqualTo(200);
  }

  @Test
  void theBrokersOwnPagesAndProgramsThatNameItsHostAreNotRefused() {
    LimitedServer limited = server(LimitedServer.forOrigins());
    for (String own : List.of("Origin: http://h", "Origin: https://h")) {
      assertThat(connect(limited).get(POLLING, own).status()).isEqualTo(200);
      assertThat(connect(limited).get(WEB_SOCKET, webSocket(own)).status()).isEqualTo(101);
    }
    for (String other : List.of("Origin: http://h:8080", "Origin: http://x.h", "Origin: h")) {
      assertThat(connect(limited).get(POLLING, other).status()).isEqualTo(403);
    }
  }

  @Test
  void aSessionIsNotHadFromAPageOfAnotherOriginEither() {
    LimitedServer limited = server(LimitedServer.forOrigins("https://good.example"));
    HttpSocket http = connect(limited);
    http.get(POLLING);
    String session = POLLING + "&sid=" + limited.server.lastHandler().connection.id();
    String evil = "Origin: https://evil.example";
    assertThat(http.get(session, evil).status()).isEqualTo(403);
    assertThat(http.post(session, "4x", evil).status()).isEqualTo(403);
    String upgrade = session.replace("transport=polling", "transport=websocket");
    assertThat(connect(limited).get(upgrade, webSocket(evil)).status()).isEqualTo(403);
  }
}
