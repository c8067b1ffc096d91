package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.tls.TestAuthority;
import dev.holdfast.tls.TestCertificate;
import dev.holdfast.tls.TestTls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that show certificates, or what they made themselves. */
@Timeout(60)
class ClientCertificateTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  /** Issues the clients' certificates; not the one that issued the broker's. */
  private static final TestAuthority CLIENTS = new TestAuthority("Clients of the tests");

  private final Path files = TestTls.brokerFiles();
  private EchoServer server;

  private void start(TlsSettings.ClientAuth auth) {
    Path ca = OwnFiles.replace(files.resolve("clients.pem"), CLIENTS.pem());
    TlsSettings usual = OverTls.settings(files);
    server =
        new EchoServer(
            new TlsSettings(
                usual.certFile(),
                usual.keyFile(),
                ca,
                auth,
                usual.minVersion(),
                usual.handshakeTimeoutMs(),
                usual.reloadIntervalMs()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** With this certificate; null for none. */
  private HttpSocket client(TestCertificate shown) {
    SSLContext context = TestTls.context(TestTls.AUTHORITY, shown);
    return new HttpSocket(
        server.port(),
        connection ->
            context.getSocketFactory().createSocket(connection, "localhost", server.port(), true));
  }

  private void assertRefused(TestCertificate shown) {
    try (HttpSocket client = client(shown)) {
      assertThatThrownBy(() -> client.get(POLLING)).isInstanceOf(UncheckedIOException.class);
      assertThat(server.server.sessionCount()).isZero();
    }
  }

  @Test
  void whoShowsAGoodOneIsKnownByIt() {
    start(TlsSettings.ClientAuth.REQUIRED);
    TestCertificate good = CLIENTS.issue("press-4");
    try (HttpSocket client = client(good)) {
      assertThat(client.get(POLLING).status()).isEqualTo(200);
    }
    ClientCertificate seen = server.lastHandler().handshake.clientCertificate();
    assertThat(seen.subject()).isEqualTo("CN=press-4");
    assertThat(seen.commonName()).isEqualTo("press-4");
    assertThat(seen.notAfterMs())
        .isEqualTo(good.certificate().getNotAfter().toInstant().toEpochMilli());
    assertThat(seen.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void aNameThatIsThereTwiceNamesNobody() {
    start(TlsSettings.ClientAuth.REQUIRED);
    try (HttpSocket client = client(CLIENTS.issue("admin", "press-4"))) {
      assertThat(client.get(POLLING).status()).isEqualTo(200);
    }
    assertThat(server.lastHandler().handshake.clientCertificate().commonName()).isNull();
  }

  @Test
  void whoHasNoneIsLetInOnlyWhereItIsNotRequired() {
    start(TlsSettings.ClientAuth.REQUEST);
    try (HttpSocket client = client(null)) {
      assertThat(client.get(POLLING).status()).isEqualTo(200);
    }
    assertThat(server.lastHandler().handshake.clientCertificate()).isNull();
    server.close();
    start(TlsSettings.ClientAuth.REQUIRED);
    assertRefused(null);
  }

  @Test
  void oneOfAnotherAuthorityOfTheSameNameIsRefused() {
    start(TlsSettings.ClientAuth.REQUIRED);
    assertRefused(new TestAuthority("Clients of the tests").issue("press-4"));
  }

  @Test
  void oneOfTheBrokersOwnAuthorityIsRefused() {
    start(TlsSettings.ClientAuth.REQUIRED);
    assertRefused(TestTls.AUTHORITY.issue("press-4"));
  }

  @Test
  void oneWhoseTimeIsOverIsRefused() {
    start(TlsSettings.ClientAuth.REQUIRED);
    assertRefused(CLIENTS.issueExpired("press-4"));
  }

  @Test
  void aBadOneIsRefusedAlsoWhereNoneIsRequired() {
    start(TlsSettings.ClientAuth.REQUEST);
    assertRefused(CLIENTS.issueExpired("press-4"));
    assertRefused(new TestAuthority("Clients of the tests").issue("press-4"));
  }

  /** Somebody else's certificate is public; what it needs is the key. */
  @Test
  void aCertificateWithoutItsKeyIsRefused() {
    start(TlsSettings.ClientAuth.REQUIRED);
    TestCertificate seen = CLIENTS.issue("press-4");
    TestCertificate own = CLIENTS.issue("mallory");
    assertRefused(new TestCertificate(seen.certificate(), own.key()));
  }
}
