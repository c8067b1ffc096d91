package dev.holdfast.broker.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What verifies tokens of one algorithm. Any thread.
 *
 * @param kid its name, which tokens refer to; null for one without a name, which is tried for each
 * @param print tells it from all others, whatever it is called
 */
record VerificationKey(
    @Nullable String kid, JwtAlgorithm algorithm, String print, JWSVerifier verifier) {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MIN_SECRET_BYTES = 32;
  private static final int P_256_BITS = 256;

  /** A key that cannot be used; the message says why. */
  static final class BadKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    BadKeyException(String problem) {
      super(problem);
    }
  }

  /** A shared secret. */
  static VerificationKey secret(byte[] secret) throws BadKeyException {
    if (secret.length < MIN_SECRET_BYTES) {
      throw new BadKeyException("a secret needs at least " + MIN_SECRET_BYTES + " bytes");
    }
    try {
      return new VerificationKey(
          null, JwtAlgorithm.HS256, print(JwtAlgorithm.HS256, secret), new MACVerifier(secret));
    } catch (JOSEException e) {
      throw new BadKeyException("the secret cannot be used");
    }
  }

  /** An RSA key. */
  static VerificationKey rsa(@Nullable String kid, RSAPublicKey key) throws BadKeyException {
    if (key.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new BadKeyException("an RSA key needs at least " + MIN_RSA_BITS + " bits");
    }
    return new VerificationKey(
        kid,
        JwtAlgorithm.RS256,
        print(JwtAlgorithm.RS256, key.getEncoded()),
        new RSASSAVerifier(key));
  }

  /** A key on the curve P-256. */
  static VerificationKey ec(@Nullable String kid, ECPublicKey key) throws BadKeyException {
    if (key.getParams().getCurve().getField().getFieldSize() != P_256_BITS) {
      throw new BadKeyException("an EC key must be on the curve P-256");
    }
    try {
      return new VerificationKey(
          kid,
          JwtAlgorithm.ES256,
          print(JwtAlgorithm.ES256, key.getEncoded()),
          new ECDSAVerifier(key));
    } catch (JOSEException e) {
      throw new BadKeyException("the EC key cannot be used");
    }
  }

  private static String print(JwtAlgorithm algorithm, byte[] key) {
    return CredentialIds.sha256(algorithm + " " + HexFormat.of().formatHex(key));
  }

  /** Whether it is the one of this name. */
  boolean isNamed(@Nullable String keyId) {
    return kid != null && kid.equals(keyId);
  }

  /** Whether a token with this header can be signed with it. */
  boolean fits(JwtAlgorithm signedWith, @Nullable String keyId) {
    return algorithm == signedWith && (kid == null || keyId == null || kid.equals(keyId));
  }
}
