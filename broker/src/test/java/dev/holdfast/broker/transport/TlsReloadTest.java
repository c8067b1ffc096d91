package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.tls.TestAuthority;
import dev.holdfast.tls.TestCertificate;
import dev.holdfast.tls.TestTls;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The broker's certificate is replaced while it serves. */
@Timeout(300)
class TlsReloadTest {
  private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";

  /** 1,000 in the long version: docs/testing.md. */
  private static final int CLIENTS = Integer.getInteger("holdfast.tls.clients", 100);

  private final Path files = TestTls.brokerFiles();
  private final TlsLog log = new TlsLog();
  private EchoServer server;

  @AfterEach
  void stop() {
    log.close();
    if (server != null) {
      server.close();
    }
  }

  private void start() {
    server = new EchoServer(OverTls.settings(files));
  }

  /** The serial number of what a new connection is shown. */
  private BigInteger shown() {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), server.port());
        SSLSocket socket = (SSLSocket) OverTls.encrypted(connection)) {
      socket.startHandshake();
      X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return own.getSerialNumber();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitShown(TestCertificate next) {
    BigInteger serial = next.certificate().getSerialNumber();
    Await.until("the new certificate is shown", () -> shown().equals(serial));
  }

  @Test
  void nobodyIsDroppedWhenTheCertificateIsReplaced() {
    start();
    List<WebSocketClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new WebSocketClient(true, server.port(), WEB_SOCKET));
      }
      clients.forEach(WebSocketClient::next);
      for (int round = 0; round < 3; round++) {
        awaitShown(TestTls.AUTHORITY.issue("localhost").writeTo(files));
        String message = "4round " + round;
        clients.forEach(client -> client.send(message));
        clients.forEach(client -> assertThat(client.next()).isEqualTo(message));
      }
      assertThat(clients).noneMatch(client -> client.closed.isDone());
      assertThat(server.server.sessionCount()).isEqualTo(CLIENTS);
    } finally {
      clients.forEach(WebSocketClient::close);
    }
  }

  @Test
  void theExpiryToldIsThatOfTheCertificateInUse() {
    start();
    TestCertificate next = TestTls.AUTHORITY.issue("localhost").writeTo(files);
    long expiry = next.certificate().getNotAfter().toInstant().toEpochMilli();
    Await.until("it is told", () -> server.server.certificateNotAfterMs() == expiry);
    awaitShown(next);
  }

  @Test
  void aKeyThatIsNotTheCertificatesKeepsTheOldOnesAndIsToldOnce() {
    start();
    BigInteger old = shown();
    TestCertificate other = TestTls.AUTHORITY.issue("localhost");
    OwnFiles.replace(files.resolve("key.pem"), other.keyPem());
    log.awaitError("tls.keyFile is not the key of the certificate in tls.certFile");
    assertThat(shown()).isEqualTo(old);

    OwnFiles.replace(files.resolve("cert.pem"), other.pem());
    awaitShown(other);
    assertThat(log.errors()).hasSize(1);
  }

  @Test
  void anExpiredOneIsNotTaken() {
    start();
    BigInteger old = shown();
    TestTls.AUTHORITY.issueExpired("localhost").writeTo(files);
    log.awaitError("is not valid now");
    assertThat(shown()).isEqualTo(old);
  }

  @Test
  void garbageIsNotTakenAndAMissingFileIsTold() throws IOException {
    start();
    BigInteger old = shown();
    Files.writeString(files.resolve("cert.pem"), "no certificate");
    log.awaitError("tls.certFile");
    Files.delete(files.resolve("cert.pem"));
    log.awaitError("NoSuchFileException");
    assertThat(shown()).isEqualTo(old);
  }

  @Test
  void aKeyThatEverybodyCanReadIsRefusedAtTheStart() throws IOException {
    Files.setPosixFilePermissions(
        files.resolve("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(this::start)
        .hasMessageContaining("tls.keyFile")
        .hasMessageContaining("rw-r--r--")
        .hasMessageContaining("chmod 640");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedAtTheStart() {
    TestAuthority authority = TestTls.AUTHORITY;
    OwnFiles.replace(files.resolve("key.pem"), authority.issue("localhost").keyPem());
    assertThatThrownBy(this::start).hasMessageContaining("tls.keyFile is not the key");
  }
}
