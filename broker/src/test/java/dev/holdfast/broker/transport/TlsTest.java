package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.tls.TestTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS adds to a port, and what it keeps out. */
@Timeout(60)
class TlsTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";
  private static final int ALERT = 21;

  private final Path files = TestTls.brokerFiles();
  private EchoServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  private void start(TlsSettings.Version minVersion, long handshakeTimeoutMs) {
    TlsSettings usual = OverTls.settings(files);
    server =
        new EchoServer(
            new TlsSettings(
                usual.certFile(),
                usual.keyFile(),
                null,
                TlsSettings.ClientAuth.NONE,
                minVersion,
                handshakeTimeoutMs,
                usual.reloadIntervalMs()));
  }

  private void start() {
    start(TlsSettings.Version.TLS_1_2, 5000);
  }

  private static HttpSocket.Layer speaking(String version) {
    return connection -> {
      SSLSocket socket = (SSLSocket) OverTls.encrypted(connection);
      socket.setEnabledProtocols(new String[] {version});
      return socket;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void pollingAndWebSocketShareThePortInBothVersions(String version) {
    start();
    try (HttpSocket polling = new HttpSocket(server.port(), speaking(version));
        HttpSocket webSocket = new HttpSocket(server.port(), speaking(version))) {
      assertThat(polling.get(POLLING).body()).startsWith("0{");
      assertThat(webSocket.get(WEB_SOCKET, HttpSocket.WEB_SOCKET_UPGRADE).status()).isEqualTo(101);
      assertThat(server.lastHandler().handshake.secure()).isTrue();
      assertThat(server.lastHandler().handshake.clientCertificate()).isNull();
    }
  }

  @Test
  void versionsOlderThanTheOldestAllowedAreRefused() {
    start(TlsSettings.Version.TLS_1_3, 5000);
    HttpSocket.Layer old = speaking("TLSv1.2");
    try (HttpSocket socket = new HttpSocket(server.port(), old)) {
      assertThatThrownBy(() -> socket.get(POLLING))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("protocol_version");
    }
  }

  /** Java has given TLS 1.1 up, so the client's first words are written out here. */
  @Test
  void tls11IsAnsweredWithAnAlert() {
    start();
    try (HttpSocket socket = plain()) {
      socket.write(clientHelloOfTls11());
      assertThat(socket.readByte()).isEqualTo(ALERT);
      socket.readBytes(4);
      assertThat(socket.readBytes(2)).as("fatal, protocol_version").containsExactly(2, 70);
      assertThat(socket.readByte()).isEqualTo(-1);
    }
  }

  private static byte[] clientHelloOfTls11() {
    ByteBuffer hello = ByteBuffer.allocate(50);
    hello.put(new byte[] {22, 3, 1, 0, 45});
    hello.put(new byte[] {1, 0, 0, 41, 3, 2}).put(new byte[32]);
    hello.put(new byte[] {0, 0, 2, (byte) 0xc0, 9, 1, 0});
    return hello.array();
  }

  @Test
  void plainHttpOnTheTlsPortIsCutAndOthersGoOn() {
    start();
    try (HttpSocket plain = plain();
        HttpSocket good = new HttpSocket(server.port(), OverTls::encrypted)) {
      plain.begin("GET", POLLING);
      assertThat(firstByteOfAnyHttp(plain)).isFalse();
      assertThat(good.get(POLLING).status()).isEqualTo(200);
      assertThat(server.server.sessionCount()).isEqualTo(1);
      Await.until("it is counted", () -> server.server.failedHandshakes() == 1);
    }
  }

  /** Reads to the end of the connection, which may begin with an alert. */
  private static boolean firstByteOfAnyHttp(HttpSocket socket) {
    int first = socket.readByte();
    int next = first;
    while (next != -1) {
      next = socket.readByte();
    }
    return first == 'H';
  }

  /** Each costs the broker much more than the client, and no limit would count them. */
  @Test
  void aClientThatBeginsAnotherHandshakeIsCutAndOthersGoOn() throws IOException {
    start();
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), server.port());
        SSLSocket greedy = (SSLSocket) OverTls.encrypted(connection);
        HttpSocket good = new HttpSocket(server.port(), speaking("TLSv1.2"))) {
      connection.setSoTimeout(10_000);
      greedy.setEnabledProtocols(new String[] {"TLSv1.2"});
      greedy.startHandshake();
      assertThat(good.get(POLLING).status()).isEqualTo(200);
      greedy.startHandshake();
      // It only begins there; what the broker says to it comes with the next byte.
      assertThatThrownBy(() -> greedy.getInputStream().read())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
      assertThat(good.get(POLLING).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void aHandshakeThatIsNotFinishedInTimeIsCut(int bytesSent) {
    start(TlsSettings.Version.TLS_1_2, 200);
    try (HttpSocket slow = plain()) {
      slow.write(java.util.Arrays.copyOf(clientHelloOfTls11(), bytesSent));
      assertThat(firstByteOfAnyHttp(slow)).isFalse();
      Await.until("it is counted", () -> server.server.failedHandshakes() == 1);
    }
  }

  private HttpSocket plain() {
    return new HttpSocket(server.port(), connection -> connection);
  }

  @Test
  void aClientThatBreaksTheProtocolSeesWhyAndAnOrderlyEnd() throws IOException {
    start();
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket socket = OverTls.encrypted(connection)) {
      connection.setSoTimeout(10_000);
      String request =
          "GET "
              + WEB_SOCKET
              + " HTTP/1.1\r\nHost: h\r\n"
              + String.join("\r\n", HttpSocket.WEB_SOCKET_UPGRADE)
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      // A text frame that is not masked; then much that nobody reads any more.
      socket.getOutputStream().write(new byte[] {(byte) 0x81, 1, '2'});
      socket.getOutputStream().write(new byte[200_000]);
      byte[] all = socket.getInputStream().readAllBytes();
      assertThat(List.of(all[all.length - 4], all[all.length - 3]))
          .as("a close frame, and then TLS's own goodbye: a cut would have thrown")
          .containsExactly((byte) 0x88, (byte) 2);
      assertThat((all[all.length - 2] << 8) | (all[all.length - 1] & 0xff)).isEqualTo(1002);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsSettings.Version.class)
  void aLongMessageComesBackWhole(TlsSettings.Version minVersion) {
    start(minVersion, 5000);
    try (WebSocketClient client = new WebSocketClient(true, server.port(), WEB_SOCKET)) {
      client.next();
      String message = "4" + "x".repeat(EchoServer.MAX_PAYLOAD_BYTES - 1000);
      client.send(message);
      assertThat(client.next()).isEqualTo(message);
    }
  }
}
