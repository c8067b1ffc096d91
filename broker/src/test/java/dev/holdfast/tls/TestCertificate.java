package dev.holdfast.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
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
    replace(directory.resolve("cert.pem"), pem());
    replace(directory.resolve("key.pem"), keyPem());
    return this;
  }

  /** Puts a text in the place of a file at once, for its owner only. */
  public static Path replace(Path file, String content) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(next, content);
      Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
      return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
