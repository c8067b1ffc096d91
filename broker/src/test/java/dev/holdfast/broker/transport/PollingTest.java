package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.HttpSocket.Response;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.OpenPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollingTest {
  private static final String ENTRY = "/socket.io/?EIO=4&transport=polling";

  private final EchoServer server = new EchoServer();
  private final List<HttpSocket> sockets = new ArrayList<>();
  private final HttpSocket http = socket();

  @AfterEach
  void stop() {
    sockets.forEach(HttpSocket::close);
    server.close();
  }

  private HttpSocket socket() {
    HttpSocket socket = new HttpSocket(server.port());
    sockets.add(socket);
    return socket;
  }

  /** Opens a session and returns the path of its requests. */
  private String open() {
    http.get(ENTRY);
    return ENTRY + "&sid=" + server.lastHandler().connection.id();
  }

  private CloseReason closeReason() {
    return server.awaitClosed(server.lastHandler());
  }

  private void assertGone(String session) {
    Response answer = http.get(session);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
  }

  private void assertEchoes(String session) {
    assertThat(http.post(session, "4still here").body()).isEqualTo("ok");
    assertThat(http.get(session).body()).isEqualTo("4still here");
  }

  @Test
  void theHandshakeIsAnOpenPacketThatMustNotBeCached() throws Exception {
    Response answer = http.get(ENTRY);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("content-type", "text/plain; charset=UTF-8")
        .containsEntry("cache-control", "no-store")
        .doesNotContainKeys("set-cookie", "access-control-allow-origin");
    assertThat(answer.body()).startsWith("0{");
    OpenPacket open = OpenPacket.fromJson(Bytes.utf8(answer.body().substring(1)));
    assertThat(open.upgrades()).containsExactly("websocket");
    assertThat(open.sid()).matches("[A-Za-z0-9_-]{20}");
    assertThat(open.maxPayloadBytes()).isEqualTo(EchoServer.MAX_PAYLOAD_BYTES);
  }

  @Test
  void aGetThatComesAgainEndsTheSessionSinceItsAnswerMayBeLost() {
    String session = open();
    http.post(session + "&t=a1", "4lost");
    assertThat(http.get(session + "&t=a1").body()).isEqualTo("4lost");
    assertThat(http.get(session + "&t=a1").status()).isEqualTo(400);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertGone(session);
  }

  @Test
  void aPostThatComesAgainEndsTheSessionAndIsNotReadTwice() {
    String session = open();
    assertThat(http.post(session + "&t=a1", "4once").body()).isEqualTo("ok");
    assertThat(http.post(session + "&t=a1", "4once").status()).isEqualTo(400);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(server.lastHandler().texts).containsExactly("once");
  }

  @Test
  void theHandlerSeesTheHandshakeRequest() {
    http.get(ENTRY + "&token=a%20b", "X-Forwarded-For: 10.0.0.1");
    Handshake handshake = server.lastHandler().handshake;
    assertThat(handshake.transport()).isEqualTo("polling");
    assertThat(handshake.remoteAddress()).isEqualTo("127.0.0.1");
    assertThat(handshake.query()).containsEntry("token", List.of("a b"));
    assertThat(handshake.headers()).containsEntry("x-forwarded-for", List.of("10.0.0.1"));
    assertThat(handshake.url()).isEqualTo(ENTRY + "&token=a%20b");
    assertThat(handshake.secure()).isEqualTo(OverTls.isOn());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | ?EIO=4                                 | 0 | Transport unknown
          GET  | ?EIO=4&transport=telepathy             | 0 | Transport unknown
          GET  | ?EIO=4&transport=%zz                   | 0 | Transport unknown
          GET  | ?EIO=4&transport=polling&sid=unknown   | 1 | Session ID unknown
          POST | ?EIO=4&transport=polling&sid=__proto__ | 1 | Session ID unknown
          POST | ?EIO=4&transport=polling               | 2 | Bad handshake method
          PUT  | ?EIO=4&transport=polling               | 2 | Bad handshake method
          GET  | ?EIO=4&transport=websocket             | 3 | Bad request
          GET  | ?EIO=3&transport=polling               | 5 | Unsupported protocol version
          GET  | ?transport=polling                     | 5 | Unsupported protocol version
          """)
  void badRequestsAreAnsweredWithTheReferenceServersErrors(
      String method, String query, int code, String message) {
    Response answer = http.begin(method, "/socket.io/" + query, "Content-Length: 0").read();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
    assertThat(answer.body()).isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }

  @Test
  void anOriginWithControlCharactersIsABadRequest() {
    Response answer = http.get(ENTRY, "Origin: a\u0001b");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(server.server.sessionCount()).isZero();
  }

  @Test
  void pathsAreMatchedByTheirBeginning() {
    assertThat(http.get("/socket.io/extra?EIO=4&transport=polling").status()).isEqualTo(200);
    assertThat(http.get("/socket.io?EIO=4&transport=polling").status()).isEqualTo(404);
    assertThat(http.get("/").status()).isEqualTo(404);
  }

  @Test
  void aPostIsAcceptedWithOk() {
    Response answer = http.post(open(), "4hello");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("content-type", "text/html")
        .containsEntry("cache-control", "no-store");
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(server.lastHandler().texts).containsExactly("hello");
  }

  @Test
  void everyReadyPacketJoinsOneAnswerAttachmentsIncluded() {
    String session = open();
    http.post(session, "4a\u001ebAQIDBA==\u001e4€");
    Response answer = http.get(session);
    assertThat(answer.body()).isEqualTo("4a\u001ebAQIDBA==\u001e4€");
    assertThat(answer.headers())
        .containsEntry("content-type", "text/plain; charset=UTF-8")
        .containsEntry("cache-control", "no-store");
  }

  @Test
  void anAnswerHoldsNoMorePacketsThanThePythonClientTakes() {
    String session = open();
    http.post(session, "4x\u001e".repeat(39) + "4x");
    String agent = "User-Agent: python-requests/2.31.0";
    assertThat(http.get(session, agent).body().split("\u001e")).hasSize(16);
    assertThat(http.get(session, agent).body().split("\u001e")).hasSize(16);
    assertThat(http.get(session, agent).body().split("\u001e")).hasSize(8);
    assertEchoes(session);
  }

  @Test
  void whatIsLeftWhenTheServerStopsIsFetchedInNoLargerParts() {
    String session = open();
    String agent = "User-Agent: python-requests/2.31.0";
    http.post(session, "4x\u001e".repeat(19) + "4x");
    EchoServer.get(server.server.closeSessions());
    assertThat(closeReason()).isEqualTo(CloseReason.SERVER_SHUTTING_DOWN);
    assertThat(http.get(session, agent).body().split("\u001e")).hasSize(16);
    assertThat(http.get(session, agent).body().split("\u001e")).hasSize(4);
    assertGone(session);
  }

  @Test
  void nobodyHasToFetchThatNothingIsLeft() {
    String session = open();
    EchoServer.get(server.server.closeSessions());
    assertThat(server.server.sessionCount()).isZero();
    assertGone(session);
  }

  @Test
  void aPostOfThePythonClientToASessionThatIsGoneBreaksInsteadOfBeingRefused() {
    String agent = "User-Agent: python-requests/2.31.0";
    String gone = ENTRY + "&sid=gone";
    assertThat(http.get(gone, agent).status()).isEqualTo(400);
    http.beginPost(gone, "3", agent);
    assertThat(http.readByte()).isEqualTo(-1);
  }

  @Test
  void thePythonClientIsNotToldOfACloseButByItsNextGet() {
    String agent = "User-Agent: python-requests/2.31.0";
    String session = open();
    HttpSocket waiting = socket().begin("GET", session, agent);
    awaitWaitingGet();
    http.post(session, "7", agent);
    assertThat(closeReason()).isEqualTo(CloseReason.PARSE_ERROR);
    assertThat(waiting.read().body()).isEqualTo("6");
    assertGone(session);
  }

  @Test
  void aWaitingGetIsAnsweredWhenSomethingIsSent() {
    String session = open();
    HttpSocket waiting = socket().begin("GET", session);
    http.post(session, "4later");
    assertThat(waiting.read().body()).isEqualTo("4later");
  }

  @Test
  void aSecondGetEndsTheSession() {
    String session = open();
    HttpSocket first = socket().begin("GET", session);
    awaitWaitingGet();
    Response second = http.get(session);
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.body()).isEmpty();
    assertThat(first.read().body()).isEqualTo("1");
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertGone(session);
  }

  @Test
  void aSecondPostEndsTheSessionAndCutsTheFirst() {
    String session = open();
    HttpSocket first = socket().beginBody(session, 10).write("4hel");
    awaitPost();
    Response second = http.post(session, "4x");
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.body()).isEmpty();
    assertThat(first.readByte()).isEqualTo(-1);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertGone(session);
  }

  @Test
  void aGetAbortedByTheClientEndsTheSession() {
    String session = open();
    HttpSocket waiting = socket().begin("GET", session);
    awaitWaitingGet();
    waiting.close();
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertGone(session);
  }

  @Test
  void aPostAbortedByTheClientEndsTheSession() {
    String session = open();
    HttpSocket sending = socket().beginBody(session, 10).write("4hel");
    awaitPost();
    sending.close();
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertGone(session);
  }

  @Test
  void anOctetStreamIsRefusedAndEndsTheSession() {
    String session = open();
    Response answer = http.post(session, "4x", "Content-Type: application/octet-stream");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(server.lastHandler().texts).isEmpty();
    assertGone(session);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "7", "4", "b***", "4a\u001e"})
  void garbageIsAcceptedWithOkAndEndsTheSession(String body) {
    String session = open();
    HttpSocket waiting = socket().begin("GET", session);
    awaitWaitingGet();
    Response answer = http.post(session, body);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(closeReason()).isEqualTo(CloseReason.PARSE_ERROR);
    assertThat(waiting.read().body()).isIn("1", "4a");
    assertGone(session);
  }

  @Test
  void textThatIsNotUtf8IsNotPassedOn() {
    String session = open();
    HttpSocket sending = socket().beginBody(session, 3).write(new byte[] {'4', (byte) 0xc3, '('});
    assertThat(sending.read().body()).isEqualTo("ok");
    assertThat(closeReason()).isEqualTo(CloseReason.PARSE_ERROR);
    assertThat(server.lastHandler().texts).isEmpty();
  }

  @Test
  void aBodyOverTheLimitIsRefusedAndTheSessionSurvives() {
    String session = open();
    String tooLong = "4" + "x".repeat(EchoServer.MAX_PAYLOAD_BYTES);
    assertThat(socket().post(session, tooLong).status()).isEqualTo(413);
    assertEchoes(session);
    String justFits = tooLong.substring(1);
    assertThat(http.post(session, "4" + justFits.substring(1)).body()).isEqualTo("ok");
  }

  @Test
  void aPutOfASessionIsAServerError() {
    String session = open();
    assertThat(http.begin("PUT", session, "Content-Length: 0").read().status()).isEqualTo(500);
    assertEchoes(session);
  }

  @Test
  void aCloseOfTheClientEndsTheWaitingGetWithANoop() {
    String session = open();
    HttpSocket waiting = socket().begin("GET", session);
    awaitWaitingGet();
    assertThat(http.post(session, "1\u001e4never").body()).isEqualTo("ok");
    assertThat(waiting.read().body()).isEqualTo("6");
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_CLOSE);
    assertThat(server.lastHandler().texts).isEmpty();
    assertGone(session);
  }

  @Test
  void aCloseOfTheClientThatOvertakesItsGetEndsThatWithANoopToo() {
    String session = open();
    HttpSocket goodbye = socket().beginPost(session, "1");
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_CLOSE);
    assertThat(http.get(session).body()).isEqualTo("6");
    assertThat(goodbye.read().body()).isEqualTo("ok");
    assertGone(session);
  }

  @Test
  void aCloseOfTheClientWithoutAGetIsOverWhenItIsAnswered() {
    String session = open();
    assertThat(http.post(session, "1").body()).isEqualTo("ok");
    assertGone(session);
  }

  @Test
  void aPingOfTheClientEndsTheSession() {
    String session = open();
    assertThat(http.post(session, "2").body()).isEqualTo("ok");
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void anEarlyPongAnUpgradeWithoutProbeAndANoopAreIgnored() {
    String session = open();
    assertThat(http.post(session, "3\u001e5\u001e6\u001e3probe").body()).isEqualTo("ok");
    assertThat(server.lastHandler().pongs).hasValue(0);
    assertEchoes(session);
  }

  @Test
  void aPostIsHeldBackWhileReadingIsPaused() {
    String session = open();
    EchoHandler handler = server.lastHandler();
    server.onLane(handler, handler.connection::pauseReading);
    http.beginPost(session, "4a\u001e4b");
    awaitPost();
    assertThat(handler.texts).isEmpty();
    server.onLane(handler, handler.connection::resumeReading);
    assertThat(http.read().body()).isEqualTo("ok");
    assertThat(handler.texts).containsExactly("a", "b");
  }

  @Test
  void pongsOvertakeWhatIsHeldBackAndAreTakenOnce() {
    String session = open();
    EchoHandler handler = server.lastHandler();
    server.onLane(
        handler,
        () -> {
          handler.connection.pauseReading();
          handler.connection.ping();
        });
    http.beginPost(session, "4a\u001e3\u001e4b");
    Await.until("the pong has come", () -> handler.pongs.get() == 1);
    assertThat(handler.texts).isEmpty();
    server.onLane(
        handler,
        () -> {
          handler.connection.ping();
          handler.connection.resumeReading();
        });
    assertThat(http.read().body()).isEqualTo("ok");
    assertThat(handler.texts).containsExactly("a", "b");
    assertThat(handler.pongs).hasValue(1);
  }

  /** Else it would be collected for as long as a body may take, for a session that is gone. */
  @Test
  void aSecondPostIsNotReadToItsEnd() {
    String session = open();
    http.beginBody(session, 5000);
    awaitPost();
    try (HttpSocket second = new HttpSocket(server.port())) {
      second.beginBody(session, 5000);
      assertThat(second.read().status()).isEqualTo(400);
      long start = System.nanoTime();
      assertThat(second.readByte()).isEqualTo(-1);
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(5);
    }
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void anOrderlyCloseStillHandsOutWhatWasQueued() {
    String session = open();
    EchoHandler handler = server.lastHandler();
    server.onLane(
        handler,
        () -> {
          handler.connection.sendText(Bytes.utf8("last words"));
          handler.connection.close(CloseReason.FORCED_CLOSE);
          handler.connection.close(CloseReason.PARSE_ERROR);
          handler.connection.sendText(Bytes.utf8("dropped"));
          handler.connection.flush();
        });
    assertThat(closeReason()).isEqualTo(CloseReason.FORCED_CLOSE);
    assertThat(http.get(session).body()).isEqualTo("4last words\u001e1");
    assertGone(session);
  }

  private void awaitWaitingGet() {
    server.awaitWaitingGet(server.lastHandler());
  }

  private void awaitPost() {
    server.awaitPost(server.lastHandler());
  }
}
