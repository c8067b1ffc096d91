package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.HttpSocket.Response;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a WebSocket begins and ends, byte by byte. */
class WebSocketHandshakeTest {
  private static final String ENTRY = "/socket.io/?EIO=4&transport=websocket";
  private static final int FINAL_CLOSE = Frames.FIN | Frames.CLOSE;

  private final EchoServer server = new EchoServer();
  private final HttpSocket client = new HttpSocket(server.port());

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpSocket open() {
    assertThat(client.get(ENTRY, HttpSocket.WEB_SOCKET_UPGRADE).status()).isEqualTo(101);
    assertThat(nextText()).startsWith("0{");
    return client;
  }

  private String nextText() {
    assertThat(client.readByte()).isEqualTo(Frames.FIN | Frames.TEXT);
    return Bytes.of(client.readBytes(client.readByte())).toUtf8();
  }

  private void assertClosesWith(int status) {
    assertThat(client.readByte()).isEqualTo(FINAL_CLOSE);
    assertThat(client.readBytes(client.readByte()))
        .containsExactly((byte) (status >> 8), (byte) status);
  }

  private void assertEnds() {
    assertThat(client.readByte()).isEqualTo(-1);
  }

  private static String[] headersBut(String name, String... others) {
    List<String> headers = new ArrayList<>(Arrays.asList(HttpSocket.WEB_SOCKET_UPGRADE));
    headers.removeIf(header -> header.startsWith(name + ":"));
    headers.addAll(List.of(others));
    return headers.toArray(String[]::new);
  }

  @Test
  void theAnswerProvesThatTheKeyWasRead() {
    Response answer = client.get(ENTRY, HttpSocket.WEB_SOCKET_UPGRADE);
    assertThat(answer.headers())
        .containsEntry("upgrade", "websocket")
        .containsEntry("connection", "upgrade")
        // The example of RFC 6455, section 1.3.
        .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Connection            | Connection: keep-alive    | 400
          Sec-WebSocket-Key     | X-Nothing: here           | 400
          X-Nothing             | Content-Length: 5         | 400
          X-Nothing             | Transfer-Encoding: chunked| 400
          Sec-WebSocket-Version | Sec-WebSocket-Version: 12 | 426
          """)
  void whatDoesNotAskProperlyIsRefused(String instead, String header, int status) {
    Response answer = client.get(ENTRY, headersBut(instead, header));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(server.server.sessionCount()).isZero();
  }

  @Test
  void aVersionThatIsNotSpokenIsToldTheOneThatIs() {
    String[] headers = headersBut("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8");
    assertThat(client.get(ENTRY, headers).headers()).containsEntry("sec-websocket-version", "13");
  }

  @Test
  void onlyGetAsksForAWebSocket() {
    try (HttpSocket polling = new HttpSocket(server.port())) {
      polling.get("/socket.io/?EIO=4&transport=polling");
    }
    String session = ENTRY + "&sid=" + server.lastHandler().connection.id();
    assertThat(client.post(session, "", HttpSocket.WEB_SOCKET_UPGRADE).status()).isEqualTo(405);
  }

  @Test
  void framesThatComeWithTheRequestAreRead() {
    String request =
        "GET " + ENTRY + " HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", headersBut("X"));
    byte[] head = Bytes.utf8(request + "\r\n\r\n").toArray();
    byte[] frames = new ClientFrames().text("4early").bytes();
    byte[] both = Arrays.copyOf(head, head.length + frames.length);
    System.arraycopy(frames, 0, both, head.length, frames.length);
    assertThat(client.write(both).read().status()).isEqualTo(101);
    assertThat(nextText()).startsWith("0{");
    assertThat(nextText()).isEqualTo("4early");
  }

  @Test
  void aPingIsAnsweredWithItsPayload() {
    open().write(new ClientFrames().frame(Frames.FIN | Frames.PING, (byte) 7, (byte) 9).bytes());
    assertThat(client.readBytes(4)).containsExactly((byte) 0x8a, (byte) 2, (byte) 7, (byte) 9);
  }

  @Test
  void aClientThatClosesIsAnsweredWithItsStatusAndTheEnd() {
    open().write(new ClientFrames().frame(FINAL_CLOSE, (byte) 3, (byte) 0xe9).bytes());
    assertClosesWith(1001);
    assertEnds();
    assertThat(server.awaitClosed(server.lastHandler())).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  void aClosedSessionEndsTheConnectionWhenTheClientHasAnswered() {
    open();
    EchoHandler handler = server.lastHandler();
    server.onLane(handler, () -> handler.connection.close(CloseReason.FORCED_CLOSE));
    assertClosesWith(Frames.NORMAL);
    client.write(
        new ClientFrames().text("4crossed").frame(FINAL_CLOSE, (byte) 3, (byte) 0xe8).bytes());
    assertEnds();
    assertThat(handler.texts).isEmpty();
  }

  @Test
  void whoBreaksTheProtocolIsToldWhyThoughItWritesOn() {
    byte[] more = new byte[1 << 20];
    open().write(new ClientFrames().text("4before").raw(0x81, 2, '4', 'a').bytes()).write(more);
    assertThat(nextText()).isEqualTo("4before");
    assertClosesWith(Frames.PROTOCOL_ERROR);
    assertEnds();
    assertThat(server.awaitClosed(server.lastHandler())).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(server.lastHandler().texts).containsExactly("before");
  }

  @Test
  void aPauseHoldsBackMessagesButNoPong() {
    open();
    EchoHandler handler = server.lastHandler();
    server.onLane(
        handler,
        () -> {
          handler.connection.pauseReading();
          handler.connection.ping();
        });
    assertThat(nextText()).isEqualTo("2");
    client.write(new ClientFrames().text("4held").text("3").bytes());
    Await.until("the pong is heard", () -> handler.pongs.get() == 1);
    server.onLane(handler, () -> assertThat(handler.texts).isEmpty());
    server.onLane(handler, handler.connection::resumeReading);
    assertThat(nextText()).isEqualTo("4held");
  }
}
