package dev.holdfast.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An authority that issues certificates for one run of the tests, so that no key is ever committed.
 * Thread-safe.
 */
public final class TestAuthority {
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final Duration DAY = Duration.ofDays(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyPair keys;
  private final List<String> name;
  private final TestCertificate own;

  /** What its certificates are good for, besides clients. */
  private final byte[] places;

  /** With this common name. */
  public TestAuthority(String name) {
    this.keys = newKeys();
    this.name = List.of(name);
    this.places =
        Der.sequence(
            Der.implicit(2, "localhost".getBytes(US_ASCII)),
            Der.implicit(7, new byte[] {127, 0, 0, 1}));
    Instant now = Instant.now();
    own = certify(keys, this.name, now.minus(DAY), now.plus(DAY.multipliedBy(10)), true);
  }

  /** The same authority, for another host. */
  private TestAuthority(TestAuthority same, String host) {
    this.keys = same.keys;
    this.name = same.name;
    this.own = same.own;
    this.places = Der.sequence(Der.implicit(2, host.getBytes(US_ASCII)));
  }

  /** Its own certificate, in PEM: what those who trust it need. */
  public String pem() {
    return own.pem();
  }

  /** Its own certificate. */
  public X509Certificate certificate() {
    return own.certificate();
  }

  /** A certificate that is good for 127.0.0.1 and localhost, and for clients. */
  public TestCertificate issue(String... commonNames) {
    Instant now = Instant.now();
    return certify(
        newKeys(), List.of(commonNames), now.minus(DAY), now.plus(DAY.multipliedBy(5)), false);
  }

  /** A certificate for a broker on another machine. */
  public TestCertificate issueForElsewhere() {
    return new TestAuthority(this, "elsewhere.example").issue("elsewhere.example");
  }

  /** One whose time is over. */
  public TestCertificate issueExpired(String commonName) {
    Instant now = Instant.now();
    return certify(
        newKeys(), List.of(commonName), now.minus(DAY.multipliedBy(3)), now.minus(DAY), false);
  }

  private TestCertificate certify(
      KeyPair of, List<String> subject, Instant from, Instant to, boolean authority) {
    byte[] content =
        Der.sequence(
            Der.explicit(0, Der.integer(2)),
            Der.integer(new BigInteger(120, RANDOM).setBit(120)),
            ECDSA_WITH_SHA256,
            name(name),
            Der.sequence(Der.utcTime(from), Der.utcTime(to)),
            name(subject),
            of.getPublic().getEncoded(),
            Der.explicit(3, extensions(of.getPublic(), authority)));
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(keys.getPrivate());
      signer.update(content);
      byte[] whole = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signer.sign()));
      X509Certificate read =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(whole));
      return new TestCertificate(read, of.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] extensions(PublicKey key, boolean authority) {
    byte[] basic = authority ? Der.sequence(Der.yes()) : Der.sequence();
    byte[] issuer = Der.sequence(Der.implicit(0, id(keys.getPublic())));
    return Der.sequence(
        Der.sequence(Der.oid("2.5.29.19"), Der.yes(), Der.octets(basic)),
        Der.sequence(Der.oid("2.5.29.17"), Der.octets(places)),
        Der.sequence(Der.oid("2.5.29.14"), Der.octets(Der.octets(id(key)))),
        Der.sequence(Der.oid("2.5.29.35"), Der.octets(issuer)));
  }

  private static byte[] id(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return ByteBuffer.allocate(20).put(digest, 0, 20).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] name(List<String> commonNames) {
    return Der.sequence(
        commonNames.stream()
            .map(cn -> Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(cn))))
            .toArray(byte[][]::new));
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
