package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.transport.HttpSocket.Response;
import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slowloris on each phase of a connection: who takes too long is cut, whatever trickles in. */
class TimeLimitsTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";

  /** Long enough for every test's bytes, one each 20 ms, to last three times the longest limit. */
  private static final String ENDLESS = "x".repeat(300);

  private final LimitedServer limited = LimitedServer.impatient();
  private final HttpSocket http = limited.connect();

  @AfterEach
  void stop() {
    http.close();
    limited.close();
  }

  private void assertCut(Limit limit) {
    assertThat(http.readByte()).as("cut").isEqualTo(-1);
    assertThat(limited.hits.count(limit)).isEqualTo(1);
  }

  private String session() {
    http.get(POLLING);
    return POLLING + "&sid=" + limited.server.lastHandler().connection.id();
  }

  private HttpSocket webSocket() {
    assertThat(http.get(WEB_SOCKET, HttpSocket.WEB_SOCKET_UPGRADE).status()).isEqualTo(101);
    // The handshake packet: a frame's head, and what it says.
    int length = http.readBytes(2)[1];
    http.readBytes(length < 126 ? length : http.readBytes(2)[1] & 0xff);
    return http;
  }

  @Test
  void aConnectionOnWhichNothingComesIsCut() {
    assertCut(Limit.REQUEST_TIMEOUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET " + POLLING + " HTTP/1.1\r\nHost: h\r\nX-Slow: ",
        "GET " + WEB_SOCKET + " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nX-Slow: "
      })
  void aHeadThatTricklesInIsCut(String begun) {
    http.write(begun);
    try (Trickle slow = new Trickle(http, ENDLESS)) {
      assertThat(slow).isNotNull();
      assertCut(Limit.REQUEST_TIMEOUT);
    }
  }

  @Test
  void theHeadOfALaterRequestHasNoMoreTime() {
    session();
    try (Trickle slow = new Trickle(http, "GET " + ENDLESS)) {
      assertThat(slow).isNotNull();
      assertCut(Limit.REQUEST_TIMEOUT);
    }
  }

  @Test
  void aBodyThatTricklesInIsCut() {
    http.beginBody(session(), ENDLESS.length());
    try (Trickle slow = new Trickle(http, ENDLESS)) {
      assertThat(slow).isNotNull();
      assertCut(Limit.MESSAGE_TIMEOUT);
    }
  }

  @Test
  void aChunkedBodyThatDoesNotEndIsCut() {
    http.write("POST " + session() + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    try (Trickle slow = new Trickle(http, "1\r\n4\r\n".repeat(100))) {
      assertThat(slow).isNotNull();
      assertCut(Limit.MESSAGE_TIMEOUT);
    }
  }

  @Test
  void halfAFrameIsCut() {
    webSocket().write(new byte[] {(byte) 0x81});
    assertCut(Limit.MESSAGE_TIMEOUT);
  }

  @Test
  void aFrameThatTricklesInIsCut() {
    byte[] frame = new ClientFrames().text("4" + ENDLESS).bytes();
    try (Trickle slow = new Trickle(webSocket(), frame)) {
      assertThat(slow).isNotNull();
      assertCut(Limit.MESSAGE_TIMEOUT);
    }
  }

  @Test
  void aMessageInFragmentsThatTrickleInIsCutThoughItsFramesAreWhole() {
    ClientFrames frames = new ClientFrames().frame(Frames.TEXT, (byte) '4');
    for (int i = 0; i < 100; i++) {
      frames.frame(Frames.CONTINUATION, (byte) 'x').frame(Frames.FIN | Frames.PING);
    }
    try (Trickle slow = new Trickle(webSocket(), frames.bytes())) {
      assertThat(slow).isNotNull();
      for (int next = http.readByte(); next >= 0; next = http.readByte()) {
        assertThat(next).as("pongs alone").isIn(0x8a, 0);
      }
    }
    assertThat(limited.hits.count(Limit.MESSAGE_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void aWebSocketThatSaysNothingIsLeftToItsHeartbeat() {
    webSocket();
    try (HttpSocket other = limited.connect()) {
      assertThat(other.readByte()).as("its time is over").isEqualTo(-1);
    }
    http.write(new ClientFrames().text("4still here").bytes());
    assertThat(new String(http.readBytes(13), 2, 11, StandardCharsets.UTF_8))
        .isEqualTo("4still here");
  }

  @Test
  void aConnectionThatIsAskedNothingIsCutWhileNobodyKnowsItsClient() {
    session();
    assertCut(Limit.IDLE_TIMEOUT);
  }

  @Test
  void aConnectionOfAKnownClientMayWaitForItsNextRequest() {
    String session = session();
    EchoHandler handler = limited.server.lastHandler();
    limited.server.onLane(handler, handler.connection::authenticated);
    assertThat(http.post(session, "4mine").status()).isEqualTo(200);
    try (HttpSocket other = limited.connect()) {
      assertThat(other.readByte()).as("its time is over").isEqualTo(-1);
    }
    assertThat(http.get(session).body()).isEqualTo("4mine");
  }

  @Test
  void aPollMayWaitLongerThanAnyOfTheTimes() {
    String session = session();
    http.begin("GET", session);
    EchoHandler handler = limited.server.lastHandler();
    limited.server.awaitWaitingGet(handler);
    try (HttpSocket other = limited.connect()) {
      assertThat(other.readByte()).as("its time is over").isEqualTo(-1);
    }
    limited.server.onLane(
        handler,
        () -> {
          handler.connection.sendText(Bytes.utf8("late"));
          handler.connection.flush();
        });
    Response answer = http.read();
    assertThat(answer.body()).isEqualTo("4late");
  }

  @Test
  void aWebSocketThatTakesNothingIsCut() {
    webSocket();
    EchoHandler handler = limited.server.lastHandler();
    sendMuch(handler);
    limited.awaitHits(Limit.WRITE_TIMEOUT, 1);
    assertThat(limited.server.awaitClosed(handler)).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  void aPollThatDoesNotTakeItsAnswerIsCut() {
    http.begin("GET", session());
    EchoHandler handler = limited.server.lastHandler();
    limited.server.awaitWaitingGet(handler);
    sendMuch(handler);
    limited.awaitHits(Limit.WRITE_TIMEOUT, 1);
    assertThat(limited.server.awaitClosed(handler)).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  /** More than the buffers of the system take between them. */
  private void sendMuch(EchoHandler handler) {
    byte[] noise = new byte[30 << 20];
    new Random(1).nextBytes(noise);
    limited.server.onLane(
        handler,
        () -> {
          handler.connection.sendBinary(Bytes.of(noise));
          handler.connection.flush();
        });
  }

  /** What it takes is not worth a segment: nothing leaves here for it. */
  @Test
  void whoTakesAByteNowAndThenIsCutAllTheSame() throws Exception {
    try (Socket drip = new Socket()) {
      drip.setReceiveBufferSize(1024);
      drip.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), limited.port()));
      String session = session();
      EchoHandler handler = limited.server.lastHandler();
      drip.getOutputStream()
          .write(
              ("GET " + session + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      limited.server.awaitWaitingGet(handler);
      sendMuch(handler);
      Await.until(
          "it is cut",
          () -> {
            try {
              assertThat(drip.getInputStream().read()).isNotNegative();
            } catch (IOException reset) {
              // As it should be, in the end.
            }
            return limited.hits.count(Limit.WRITE_TIMEOUT) > 0;
          });
    }
  }

  @Test
  void aSlowReaderThatTakesALittleIsNotCut() {
    webSocket();
    EchoHandler handler = limited.server.lastHandler();
    sendMuch(handler);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2L * LimitedServer.WRITE_MS);
    Await.until(
        "it has been read from, a little at a time, for twice as long as it has",
        () -> {
          assertThat(http.readBytes(8 << 10)).hasSize(8 << 10);
          return System.nanoTime() > end;
        });
    assertThat(limited.hits.count(Limit.WRITE_TIMEOUT)).isZero();
  }
}
