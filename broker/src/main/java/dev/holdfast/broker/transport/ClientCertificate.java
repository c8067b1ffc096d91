package dev.holdfast.broker.transport;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * The certificate by which a client has shown who it is. TLS has checked that an authority of
 * {@code clientCaFile} issued it, that it is valid now, and that the client has its key.
 *
 * @param subject its distinguished name as in RFC 2253, such as {@code CN=press-4,O=Example}
 * @param commonName the CN of that; null where there is none, or more than one
 * @param sha256 the SHA-256 of its bytes in hexadecimal
 * @param notAfterMs when it expires, in milliseconds since 1970
 */
public record ClientCertificate(
    String subject, @Nullable String commonName, String sha256, long notAfterMs) {

  /** Tells of a certificate that TLS has checked. */
  static ClientCertificate of(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    return new ClientCertificate(
        subject,
        commonName(subject),
        sha256(certificate),
        certificate.getNotAfter().toInstant().toEpochMilli());
  }

  /** One that has several would be a different client to whoever reads another of them. */
  private static @Nullable String commonName(String subject) {
    List<Object> found = new ArrayList<>();
    try {
      for (Rdn part : new LdapName(subject).getRdns()) {
        Attribute names = part.toAttributes().get("CN");
        for (int i = 0; names != null && i < names.size(); i++) {
          found.add(names.get(i));
        }
      }
    } catch (NamingException unreadable) {
      return null;
    }
    return found.size() == 1 && found.get(0) instanceof String name ? name : null;
  }

  private static String sha256(X509Certificate certificate) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }
}
