package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.HttpSocket.Response;
import dev.holdfast.protocol.Bytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final int THRESHOLD_BYTES = 100;
  private static final String LARGE = "abcdefgh".repeat(200);
  private static final int CLOSE = 8;

  private final EchoServer server = new EchoServer(Settings.compressing(THRESHOLD_BYTES));
  private final HttpSocket http = new HttpSocket(server.port());
  private DeflateSocket socket;

  @AfterEach
  void stop() {
    if (socket != null) {
      socket.close();
    }
    http.close();
    server.close();
  }

  /** A WebSocket with permessage-deflate that has read its handshake. */
  private DeflateSocket open() {
    socket = new DeflateSocket(server.port());
    assertThat(socket.next().text()).startsWith("0{");
    return socket;
  }

  private Response poll(String text, String... headers) {
    http.get(POLLING);
    String session = POLLING + "&sid=" + server.lastHandler().connection.id();
    assertThat(http.post(session, "4" + text).body()).isEqualTo("ok");
    return http.get(session, headers);
  }

  @ParameterizedTest
  @CsvSource({"'gzip, deflate', gzip", "'deflate', deflate", "'br, *;q=0.5', gzip"})
  void aLargeAnswerToAPollIsCompressedAsTheClientAccepts(String accept, String coding)
      throws Exception {
    Response answer = poll(LARGE, "Accept-Encoding: " + accept);
    assertThat(answer.headers()).containsEntry("content-encoding", coding);
    InputStream coded = new ByteArrayInputStream(answer.bytes().toArray());
    InputStream plain =
        coding.equals("gzip") ? new GZIPInputStream(coded) : new InflaterInputStream(coded);
    assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("4" + LARGE);
    assertThat(answer.bytes().length()).isLessThan(LARGE.length() / 4);
  }

  @Test
  void aSmallAnswerAndOneForAClientThatAcceptsNoneAreSentAsTheyAre() {
    assertThat(poll("small", "Accept-Encoding: gzip").headers())
        .doesNotContainKey("content-encoding");
    Response plain = poll(LARGE);
    assertThat(plain.headers()).doesNotContainKey("content-encoding");
    assertThat(plain.body()).isEqualTo("4" + LARGE);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "identity", "br", "gzip;q=0", "gzip;q=none", "*;q=0", ";;,"})
  void whatDoesNotAcceptACodingGetsNone(String accept) {
    assertThat(ContentCoding.accepted(accept)).isNull();
  }

  @Test
  void theCodingThatTheClientLikesBetterIsTaken() {
    assertThat(ContentCoding.accepted("gzip;q=0.5, deflate;q=0.8"))
        .isEqualTo(ContentCoding.DEFLATE);
    assertThat(ContentCoding.accepted("deflate, gzip")).isEqualTo(ContentCoding.GZIP);
  }

  @Test
  void aWebSocketThatAsksExchangesCompressedMessages() {
    DeflateSocket client = open();
    assertThat(client.handshake.headers().get("sec-websocket-extensions"))
        .startsWith("permessage-deflate");
    for (int round = 0; round < 3; round++) {
      client.send("4" + LARGE + round);
      DeflateSocket.Frame echo = client.next();
      assertThat(echo.compressed()).isTrue();
      assertThat(echo.text()).isEqualTo("4" + LARGE + round);
    }
  }

  @Test
  void smallMessagesGoUncompressedAmongLargeOnesAndInOrder() {
    DeflateSocket client = open();
    EchoHandler handler = server.lastHandler();
    server.onLane(
        handler,
        () -> {
          handler.connection.sendText(Bytes.utf8("first"));
          handler.connection.sendText(Bytes.utf8(LARGE));
          handler.connection.sendBinary(Bytes.utf8("small"));
          handler.connection.sendBinary(Bytes.utf8(LARGE));
          handler.connection.flush();
        });
    assertThat(client.next()).matches(f -> f.text().equals("4first") && !f.compressed());
    assertThat(client.next()).matches(f -> f.text().equals("4" + LARGE) && f.compressed());
    assertThat(client.next()).matches(f -> f.text().equals("small") && !f.compressed());
    assertThat(client.next()).matches(f -> f.text().equals(LARGE) && f.compressed());
  }

  @Test
  void aMessageThatJustFitsIsInflated() {
    DeflateSocket client = open();
    String fits = "4" + "x".repeat(EchoServer.MAX_PAYLOAD_BYTES - 1);
    client.send(fits);
    assertThat(client.next().text()).isEqualTo(fits);
  }

  @ParameterizedTest
  @ValueSource(ints = {EchoServer.MAX_PAYLOAD_BYTES + 1, 1_000_000, 5_000_000})
  void aMessageThatInflatesBeyondTheLimitClosesWith1009(int bytes) {
    DeflateSocket client = open();
    byte[] bomb = client.deflate(new byte[bytes]);
    assertThat(bomb.length).isLessThan(EchoServer.MAX_PAYLOAD_BYTES);
    client.sendCompressed(bomb);
    assertClosed(client, 1009);
    assertThat(server.lastHandler().texts).isEmpty();
  }

  @Test
  void whatCannotBeInflatedClosesWith1007() {
    DeflateSocket client = open();
    client.sendCompressed(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 2, 3});
    assertClosed(client, 1007);
  }

  private void assertClosed(DeflateSocket client, int status) {
    DeflateSocket.Frame close = client.next();
    assertThat(close.opcode()).isEqualTo(CLOSE);
    assertThat(ByteBuffer.wrap(close.payload().toArray()).getShort()).isEqualTo((short) status);
    assertThat(server.awaitClosed(server.lastHandler())).isEqualTo(CloseReason.TRANSPORT_ERROR);
    Await.until("the session is gone", () -> server.server.sessionCount() == 0);
  }

  @Test
  void aServerThatIsNotConfiguredSoAgreesToNone() {
    try (EchoServer plain = new EchoServer();
        DeflateSocket client = new DeflateSocket(plain.port())) {
      assertThat(client.handshake.status()).isEqualTo(101);
      assertThat(client.handshake.headers()).doesNotContainKey("sec-websocket-extensions");
    }
  }
}
