package dev.holdfast.broker.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * Finds out before a handshake does that a certificate cannot be used. Java itself would take any
 * key with any certificate, and then fail with every client.
 */
final class TlsCheck {
  private static final byte[] SAMPLE = "do these two belong together".getBytes(US_ASCII);

  private TlsCheck() {}

  /**
   * Checks that everything can be read, that the key is the certificate's, and that this is its
   * time.
   *
   * @return the broker's own certificate
   * @throws TlsException when that is not so
   */
  static X509Certificate check(TlsFiles files, Vertx vertx, Instant now) throws TlsException {
    X509Certificate own = files.chain().get(0);
    var unused = files.clientAuthorities();
    PrivateKey key = privateKey(files, own.getPublicKey(), vertx);
    try {
      own.checkValidity(Date.from(now));
    } catch (CertificateException e) {
      throw new TlsException("the certificate of tls.certFile is not valid now: " + e, e);
    }
    if (!belongTogether(key, own.getPublicKey())) {
      throw new TlsException("tls.keyFile is not the key of the certificate in tls.certFile", null);
    }
    return own;
  }

  private static PrivateKey privateKey(TlsFiles files, PublicKey of, Vertx vertx)
      throws TlsException {
    try {
      PemKeyCertOptions pem =
          new PemKeyCertOptions().setCertValue(files.cert()).setKeyValue(files.key());
      for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
        if (manager instanceof X509KeyManager keys) {
          String[] names = keys.getServerAliases(of.getAlgorithm(), null);
          if (names != null && names.length > 0) {
            return keys.getPrivateKey(names[0]);
          }
        }
      }
    } catch (Exception unreadable) { // declared by Vert.x
      throw new TlsException(
          "tls.keyFile holds no key that can be read: " + unreadable, unreadable);
    }
    throw new TlsException("tls.keyFile holds no key for a certificate of this kind", null);
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified) {
    String algorithm = certified.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(SAMPLE);
      byte[] signature = signer.sign();
      signer.initVerify(certified);
      signer.update(SAMPLE);
      return signer.verify(signature);
    } catch (GeneralSecurityException otherKind) {
      return false;
    }
  }
}
