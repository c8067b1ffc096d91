package dev.holdfast.broker.transport;

import dev.holdfast.broker.files.FileModes;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the files of {@link TlsSettings} held when they were read. Equal contents are equal.
 *
 * @param clientCa null where no client is asked for a certificate
 */
record TlsFiles(Buffer cert, Buffer key, @Nullable Buffer clientCa) {
  /**
   * Reads the files, whatever they hold. Blocks.
   *
   * @throws IOException when one cannot be read, or others can read the key; names its setting
   */
  static TlsFiles read(TlsSettings settings) throws IOException {
    Path ca = settings.clientCaFile();
    return new TlsFiles(
        read("tls.certFile", settings.certFile(), FileModes::read),
        read("tls.keyFile", settings.keyFile(), FileModes::readSecret),
        ca == null ? null : read("tls.clientCaFile", ca, FileModes::read));
  }

  @FunctionalInterface
  private interface Reader {
    byte[] read(Path file) throws IOException;
  }

  private static Buffer read(String setting, Path file, Reader reader) throws IOException {
    try {
      return Buffer.buffer(reader.read(file));
    } catch (IOException e) {
      throw new IOException(setting + " cannot be used: " + e, e);
    }
  }

  /**
   * The broker's own certificate, and behind it those that lead to its authority.
   *
   * @throws TlsException when the file holds none
   */
  List<X509Certificate> chain() throws TlsException {
    return certificates("tls.certFile", cert);
  }

  /**
   * The authorities of clients' certificates; empty where no client is asked for one.
   *
   * @throws TlsException when there is a file, and it holds none
   */
  List<X509Certificate> clientAuthorities() throws TlsException {
    return clientCa == null ? List.of() : certificates("tls.clientCaFile", clientCa);
  }

  private static List<X509Certificate> certificates(String setting, Buffer pem)
      throws TlsException {
    List<? extends Certificate> found;
    try {
      found =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(pem.getBytes())));
    } catch (CertificateException e) {
      throw new TlsException(setting + " is not in PEM: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new TlsException(setting + " holds no certificate", null);
    }
    return found.stream().map(X509Certificate.class::cast).toList();
  }
}
