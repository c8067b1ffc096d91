package dev.holdfast.broker.transport;

import dev.holdfast.tls.TestTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** Has the {@link EchoServer}s and the clients of a test speak TLS. */
final class OverTls implements TestInstancePreConstructCallback, AfterEachCallback {
  /** The files of the test's servers; null while tests speak plainly. The test's thread only. */
  private static Path files;

  /** Before the test's fields are there: its server is one of them. */
  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    files = TestTls.brokerFiles();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    files = null;
  }

  static boolean isOn() {
    return files != null;
  }

  /** For the servers of this test; null for plain ones. */
  static TlsSettings settings() {
    return files == null ? null : settings(files);
  }

  /** With the certificate and the key of a directory, and no question for the client's. */
  static TlsSettings settings(Path directory) {
    return new TlsSettings(
        directory.resolve("cert.pem"),
        directory.resolve("key.pem"),
        null,
        TlsSettings.ClientAuth.NONE,
        TlsSettings.Version.TLS_1_2,
        5000,
        20);
  }

  /** What speaks over a connection: itself, or TLS on it. */
  static Socket over(Socket connection) throws IOException {
    return isOn() ? encrypted(connection) : connection;
  }

  /** TLS on a connection; it is not checked whom it leads to. */
  static Socket encrypted(Socket connection) throws IOException {
    return TestTls.clients()
        .getSocketFactory()
        .createSocket(connection, "localhost", connection.getPort(), true);
  }
}
