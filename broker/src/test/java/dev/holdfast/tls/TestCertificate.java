package dev.holdfast.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.broker.files.OwnFiles;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A certificate of a {@link TestAuthority}, with its key. */
public record TestCertificate(X509Certificate certificate, PrivateKey key) {
  /** The certificate in PEM. */
  public String pem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key in PEM (PKCS 8). */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String type, byte[] content) {
    String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }

  /** Writes {@code cert.pem} and {@code key.pem} as a careful operator does; returns this. */
  public TestCertificate writeTo(Path directory) {
    OwnFiles.replace(directory.resolve("cert.pem"), pem());
    OwnFiles.replace(directory.resolve("key.pem"), keyPem());
    return this;
  }
}
