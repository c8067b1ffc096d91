package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.transport.HttpSocket.Response;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.OpenPacket;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {
  private static final long MORE_THAN_SOCKETS_HOLD = 64 << 20;
  private static final String ENTRY = "/socket.io/?EIO=4&transport=websocket";

  private final EchoServer server = new EchoServer();
  private final List<AutoCloseable> clients = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    server.close();
  }

  /** A client that has read its handshake. */
  private WebSocketClient open() {
    WebSocketClient client = new WebSocketClient(server.port(), ENTRY);
    clients.add(client);
    client.next();
    return client;
  }

  private HttpSocket socket() {
    HttpSocket socket = new HttpSocket(server.port());
    clients.add(socket);
    return socket;
  }

  private CloseReason closeReason() {
    return server.awaitClosed(server.lastHandler());
  }

  @Test
  void theHandshakeOffersNoUpgrade() throws Exception {
    WebSocketClient client = new WebSocketClient(server.port(), ENTRY);
    clients.add(client);
    String packet = (String) client.next();
    OpenPacket open = OpenPacket.fromJson(Bytes.utf8(packet.substring(1)));
    assertThat(packet).startsWith("0{");
    assertThat(open.upgrades()).isEmpty();
    assertThat(server.handlerOf(open.sid()).handshake.transport()).isEqualTo("websocket");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 125, 126, 127, 4_000, EchoServer.MAX_PAYLOAD_BYTES - 1})
  void textOfEveryLengthIsEchoed(int length) {
    WebSocketClient client = open();
    String text = "4" + "x".repeat(length);
    client.send(text);
    assertThat(client.next()).isEqualTo(text);
  }

  @Test
  void aClientThatFloodsWithPingFramesAndReadsNoneOfTheAnswersIsCutOff() {
    HttpSocket client = socket();
    client.get(ENTRY, HttpSocket.WEB_SOCKET_UPGRADE);
    byte[] pings = pingFrames(500);
    assertThatThrownBy(
            () -> {
              for (long sent = 0; sent < MORE_THAN_SOCKETS_HOLD; sent += pings.length) {
                client.write(pings);
              }
            })
        .isInstanceOf(UncheckedIOException.class);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  private static byte[] pingFrames(int count) {
    ByteBuffer frames = ByteBuffer.allocate(count * (6 + 125));
    for (int i = 0; i < count; i++) {
      // Masked with zeros: the payload stays as it is.
      frames.put((byte) 0x89).put((byte) (0x80 | 125)).putInt(0).put(new byte[125]);
    }
    return frames.array();
  }

  @Test
  void textBeyondAsciiIsEchoed() {
    WebSocketClient client = open();
    client.send("4€ 😀");
    assertThat(client.next()).isEqualTo("4€ 😀");
  }

  @Test
  void binaryTravelsWithoutTypeByte() {
    WebSocketClient client = open();
    client.sendBinary((byte) 1, (byte) 2, (byte) 0xff);
    assertThat(client.next()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, (byte) 0xff}));
  }

  @Test
  void aMessageInSeveralFramesArrivesWhole() {
    WebSocketClient client = open();
    client.sendPart("4he", false);
    client.sendPart("ll", false);
    client.sendPart("o", true);
    assertThat(client.next()).isEqualTo("4hello");
    client.send("4next");
    assertThat(client.next()).isEqualTo("4next");
  }

  @Test
  void aMessageOverTheLimitClosesWith1009() {
    WebSocketClient client = open();
    client.send("4" + "x".repeat(EchoServer.MAX_PAYLOAD_BYTES));
    assertThat(client.awaitClose()).isEqualTo(1009);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void framesThatTogetherExceedTheLimitCloseWith1009() {
    WebSocketClient client = open();
    client.sendPart("4" + "x".repeat(EchoServer.MAX_PAYLOAD_BYTES / 2), false);
    client.sendPart("x".repeat(EchoServer.MAX_PAYLOAD_BYTES / 2), true);
    assertThat(client.awaitClose()).isEqualTo(1009);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(server.lastHandler().texts).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', PARSE_ERROR",
    "7, PARSE_ERROR",
    "abc, PARSE_ERROR",
    "4, PARSE_ERROR",
    "1, TRANSPORT_CLOSE",
    "2, TRANSPORT_ERROR"
  })
  void packetsThatEndTheSession(String packet, CloseReason reason) {
    WebSocketClient client = open();
    client.send(packet);
    client.awaitClose();
    assertThat(closeReason()).isEqualTo(reason);
    Await.until("the id is forgotten", () -> server.server.sessionCount() == 0);
  }

  @Test
  void packetsThatMeanNothingHereAreIgnored() {
    WebSocketClient client = open();
    for (String packet : List.of("3", "3probe", "5", "6", "0{}")) {
      client.send(packet);
    }
    client.send("4still here");
    assertThat(client.next()).isEqualTo("4still here");
    assertThat(server.lastHandler().pongs).hasValue(0);
  }

  @Test
  void textThatIsNotUtf8IsNotPassedOn() {
    HttpSocket raw = socket();
    assertThat(raw.get(ENTRY, HttpSocket.WEB_SOCKET_UPGRADE).status()).isEqualTo(101);
    raw.write(new byte[] {(byte) 0x81, (byte) 0x83, 0, 0, 0, 0, '4', (byte) 0xc3, '('});
    assertThat(closeReason()).isEqualTo(CloseReason.PARSE_ERROR);
    assertThat(server.lastHandler().texts).isEmpty();
  }

  @Test
  void aFrameWithoutMaskBreaksTheProtocolAndCloses() {
    HttpSocket raw = socket();
    raw.get(ENTRY, HttpSocket.WEB_SOCKET_UPGRADE);
    raw.write(new byte[] {(byte) 0x81, 2, '4', 'a'});
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void aConnectionThatIsLostEndsTheSession() {
    WebSocketClient client = open();
    client.close();
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?EIO=4&transport=abc               | Transport unknown
          ?EIO=4&transport=polling           | Bad request
          ?EIO=3&transport=websocket         | Unsupported protocol version
          ?EIO=4&transport=websocket&sid=abc | Session ID unknown
          """)
  void badHandshakesGetAPlain400(String query, String message) {
    Response answer = socket().get("/socket.io/" + query, HttpSocket.WEB_SOCKET_UPGRADE);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers()).containsEntry("content-type", "text/html");
    assertThat(answer.body()).isEqualTo(message);
  }

  @Test
  void aBatchKeepsItsOrderAroundAPing() {
    WebSocketClient client = open();
    EchoHandler handler = server.lastHandler();
    server.onLane(
        handler,
        () -> {
          for (int i = 0; i < 100; i++) {
            handler.connection.sendText(Bytes.utf8("before " + i));
          }
          handler.connection.ping();
          handler.connection.sendText(Bytes.utf8("after"));
          handler.connection.sendBinary(Bytes.utf8("and binary"));
          handler.connection.flush();
        });
    for (int i = 0; i < 100; i++) {
      assertThat(client.next()).isEqualTo("4before " + i);
    }
    assertThat(client.next()).isEqualTo("2");
    assertThat(client.next()).isEqualTo("4after");
    assertThat(client.next()).isEqualTo(ByteBuffer.wrap(Bytes.utf8("and binary").toArray()));
  }

  @Test
  void nothingLeavesBeforeTheFlush() {
    WebSocketClient client = open();
    EchoHandler handler = server.lastHandler();
    server.onLane(handler, () -> handler.connection.sendText(Bytes.utf8("queued")));
    assertThat(client.messages).isEmpty();
    server.onLane(handler, handler.connection::flush);
    assertThat(client.next()).isEqualTo("4queued");
  }

  @Test
  void aSlowReaderIsNotWritableUntilItHasDrained() {
    HttpSocket raw = socket();
    raw.get(ENTRY, HttpSocket.WEB_SOCKET_UPGRADE);
    EchoHandler handler = server.lastHandler();
    Bytes chunk = Bytes.of(new byte[64 * 1024]);
    int[] sent = new int[1];
    Await.until(
        "the socket is full",
        () -> {
          boolean[] writable = new boolean[1];
          server.onLane(
              handler,
              () -> {
                handler.connection.sendBinary(chunk);
                handler.connection.flush();
                sent[0]++;
                writable[0] = handler.connection.writable();
              });
          return !writable[0];
        });
    assertThat(handler.writables).hasValue(0);
    for (long i = 0; i < (long) sent[0] * chunk.length(); i++) {
      assertThat(raw.readByte()).isNotEqualTo(-1);
    }
    Await.until("the way out is clear", () -> handler.writables.get() == 1);
    server.onLane(handler, () -> assertThat(handler.connection.writable()).isTrue());
  }

  @Test
  void pausedReadingHoldsMessagesBack() {
    WebSocketClient client = open();
    EchoHandler handler = server.lastHandler();
    server.onLane(handler, handler.connection::pauseReading);
    client.send("40");
    client.awaitRead();
    for (int i = 1; i < 50; i++) {
      client.send("4" + i);
    }
    server.onLane(handler, () -> assertThat(handler.texts).isEmpty());
    server.onLane(handler, handler.connection::resumeReading);
    for (int i = 0; i < 50; i++) {
      assertThat(client.next()).isEqualTo("4" + i);
    }
  }

  @Test
  void aPingOfTheWebSocketProtocolIsAnsweredAndNoMessage() {
    WebSocketClient client = open();
    client.awaitRead();
    client.send("4alive");
    assertThat(client.next()).isEqualTo("4alive");
  }

  @Test
  void aHandlerThatThrowsLosesItsOwnSessionOnly() {
    WebSocketClient other = open();
    EchoServer failing = new EchoServer(Settings.quiet(), OtherRequests.NONE, FailingHandler::new);
    clients.add(failing);
    WebSocketClient client = new WebSocketClient(failing.port(), ENTRY);
    clients.add(client);
    client.next();
    client.send("4boom");
    client.awaitClose();
    Await.until("the session is gone", () -> failing.server.sessionCount() == 0);
    other.send("4fine");
    assertThat(other.next()).isEqualTo("4fine");
  }
}
