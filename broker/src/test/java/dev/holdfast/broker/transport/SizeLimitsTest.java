package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.transport.HttpSocket.Response;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bombs: what is too long is refused before there is room for it. */
class SizeLimitsTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";

  private final LimitedServer limited = LimitedServer.impatient();
  private final HttpSocket http = limited.connect();

  @AfterEach
  void stop() {
    http.close();
    limited.close();
  }

  private String session() {
    http.get(POLLING);
    return POLLING + "&sid=" + limited.server.lastHandler().connection.id();
  }

  private void assertEnded() {
    assertThat(http.readByte()).as("the connection is closed").isEqualTo(-1);
  }

  @Test
  void aHeaderBombIsRefusedWithTheNameOfTheLimit() {
    Response answer = http.get(POLLING, "X-Bomb: " + "x".repeat(3000));
    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.body()).contains("\"limit\":\"maxHeaderBytes\"").contains("2000 bytes");
    assertEnded();
    assertThat(limited.hits.count(Limit.HEADERS)).isEqualTo(1);
  }

  @Test
  void manySmallHeadersAreOneBomb() {
    String[] headers = new String[400];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = "X-" + i + ": y";
    }
    assertThat(http.get(POLLING, headers).status()).isEqualTo(431);
    assertEnded();
  }

  @Test
  void aRequestLineThatIsTooLongIsRefused() {
    Response answer = http.get(POLLING + "&x=" + "y".repeat(2000));
    assertThat(answer.status()).isEqualTo(414);
    assertThat(answer.body()).contains("\"code\":\"limit\"");
    assertEnded();
  }

  @Test
  void aBodyThatPromisesToBeTooLongIsRefusedBeforeItComes() {
    String session = session();
    http.beginBody(session, (1 << 20) + 1);
    Response answer = http.read();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("\"limit\":\"maxPayloadBytes\"");
    assertThat(limited.hits.count(Limit.PAYLOAD)).isEqualTo(1);
  }

  @Test
  void aLengthOfManyDigitsIsRefusedToo() {
    String session = session();
    http.write("POST " + session + " HTTP/1.1\r\nHost: h\r\nContent-Length: 9223372036854775807");
    http.write("\r\n\r\n");
    assertThat(http.read().status()).isEqualTo(413);
  }

  @Test
  void aChunkedBodyIsRefusedAsSoonAsItIsTooLong() {
    String session = session();
    http.write("POST " + session + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    http.write("100001\r\n").write("4".repeat(0x100001)).write("\r\n");
    assertThat(http.read().status()).isEqualTo(413);
  }

  @Test
  void aFrameThatAnnouncesTooMuchEndsTheWebSocketBeforeItComes() {
    try (HttpSocket socket = limited.connect()) {
      socket.get(WEB_SOCKET, HttpSocket.WEB_SOCKET_UPGRADE);
      socket.write(
          new ClientFrames()
              .raw(0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1, 2, 3, 4)
              .bytes());
      assertThat(limited.server.awaitClosed(limited.server.lastHandler()))
          .isEqualTo(CloseReason.TRANSPORT_ERROR);
    }
    assertThat(limited.hits.count(Limit.PAYLOAD)).isEqualTo(1);
  }

  @Test
  void aMessageThatInflatesTooFarEndsTheWebSocket() {
    try (DeflateSocket socket = new DeflateSocket(limited.port())) {
      socket.send("4" + "0".repeat(500_000));
      assertThat(limited.server.awaitClosed(limited.server.lastHandler()))
          .isEqualTo(CloseReason.TRANSPORT_ERROR);
    }
    assertThat(limited.hits.count(Limit.INFLATE_RATIO)).isEqualTo(1);
  }

  @Test
  void aMessageThatInflatesPastTheLongestEndsTheWebSocket() {
    try (DeflateSocket socket = new DeflateSocket(limited.port())) {
      socket.send("4" + shrinkingTwentyfold((1 << 20) + 1));
      assertThat(limited.server.awaitClosed(limited.server.lastHandler()))
          .isEqualTo(CloseReason.TRANSPORT_ERROR);
    }
    assertThat(limited.hits.count(Limit.PAYLOAD)).isEqualTo(1);
  }

  /** Noise, each piece of which comes again twenty times. */
  private static String shrinkingTwentyfold(int length) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      byte[] piece = new byte[48];
      random.nextBytes(piece);
      text.append(Base64.getEncoder().encodeToString(piece).repeat(20));
    }
    return text.toString();
  }

  @Test
  void aStrangersFrameIsRefusedByItsHeadUntilTheClientIsKnown() {
    try (LimitedServer strict = LimitedServer.forStrangers(1000);
        HttpSocket known = strict.connect();
        HttpSocket stranger = strict.connect()) {
      known.get(WEB_SOCKET, HttpSocket.WEB_SOCKET_UPGRADE);
      EchoHandler handler = strict.server.lastHandler();
      known.write(new ClientFrames().text("4" + "x".repeat(998)).bytes());
      Await.until("what is short is taken", () -> handler.texts.size() == 1);
      strict.server.onLane(handler, handler.connection::authenticated);
      known.write(new ClientFrames().text("4" + "x".repeat(100_000)).bytes());
      Await.until("it is taken", () -> handler.texts.size() == 2);
      stranger.get(WEB_SOCKET, HttpSocket.WEB_SOCKET_UPGRADE);
      stranger.write(new ClientFrames().raw(0x82, 0xfe, 0x03, 0xe9, 1, 2, 3, 4).bytes());
      assertThat(strict.server.awaitClosed(strict.server.lastHandler()))
          .isEqualTo(CloseReason.TRANSPORT_ERROR);
      assertThat(strict.hits.count(Limit.CONNECT)).isEqualTo(1);
    }
  }

  @Test
  void aStrangersBodyIsRefusedByItsLengthUntilTheClientIsKnown() {
    try (LimitedServer strict = LimitedServer.forStrangers(1000);
        HttpSocket polls = strict.connect();
        HttpSocket announces = strict.connect()) {
      polls.get(POLLING);
      EchoHandler handler = strict.server.lastHandler();
      String session = POLLING + "&sid=" + handler.connection.id();
      Response refused = announces.beginBody(session, 1001).read();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body()).contains("\"limit\":\"maxConnectBytes\"").contains("1000 bytes");
      polls.write("POST " + session + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      polls.write("3e9\r\n").write("4".repeat(1001)).write("\r\n0\r\n\r\n");
      assertThat(polls.read().status()).isEqualTo(413);
      assertThat(strict.hits.count(Limit.CONNECT)).isEqualTo(2);
      strict.server.onLane(handler, handler.connection::authenticated);
      try (HttpSocket later = strict.connect()) {
        assertThat(later.post(session, "4" + "x".repeat(5000)).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void whatShrinksWellIsNoBomb() {
    try (DeflateSocket socket = new DeflateSocket(limited.port())) {
      socket.send("4" + "0".repeat(60_000));
      assertThat(socket.next().text()).startsWith("0{");
      assertThat(socket.next().text()).hasSize(60_001);
    }
  }
}
