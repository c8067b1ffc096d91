package dev.holdfast.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;

/** An issuer of tokens: its keys, and tokens of all kinds. */
final class Tokens {
  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "holdfast";
  static final String SECRET = "a secret of more than thirty-two bytes";

  final RSAKey rsa;
  final ECKey ec;

  private Tokens(RSAKey rsa, ECKey ec) {
    this.rsa = rsa;
    this.ec = ec;
  }

  /** An issuer with new keys. */
  static Tokens issuer(String keyPrefix) {
    try {
      return new Tokens(
          new RSAKeyGenerator(2048).keyID(keyPrefix + "-rsa").generate(),
          new ECKeyGenerator(Curve.P_256).keyID(keyPrefix + "-ec").generate());
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** What it publishes. */
  String jwks() {
    return new JWKSet(List.<JWK>of(rsa, ec)).toString(true);
  }

  /** Good ones for the next minute. */
  static JWTClaimsSet.Builder claims(String subject) {
    long now = System.currentTimeMillis();
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject(subject)
        .issueTime(Date.from(Instant.ofEpochMilli(now)))
        .expirationTime(Date.from(Instant.ofEpochMilli(now + 60_000)));
  }

  /** Signed with the RSA key. */
  String rs256(JWTClaimsSet claims) {
    return rs256(claims, rsa.getKeyID());
  }

  /** The same, naming any key. */
  String rs256(JWTClaimsSet claims, String kid) {
    try {
      return sign(header(JWSAlgorithm.RS256, kid), claims, new RSASSASigner(rsa));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Signed with the EC key. */
  String es256(JWTClaimsSet claims) {
    try {
      return sign(header(JWSAlgorithm.ES256, ec.getKeyID()), claims, new ECDSASigner(ec));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Signed with a secret. */
  static String hs256(JWTClaimsSet claims, byte[] secret, String kid) {
    try {
      return sign(header(JWSAlgorithm.HS256, kid), claims, new MACSigner(secret));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Signed with {@link #SECRET}. */
  static String hs256(JWTClaimsSet claims) {
    return hs256(claims, SECRET.getBytes(StandardCharsets.UTF_8), null);
  }

  /** Three parts as they are, whatever they say. */
  static String raw(String header, String claims, String signature) {
    return base64(header) + "." + base64(claims) + "." + signature;
  }

  static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static JWSHeader header(JWSAlgorithm algorithm, String kid) {
    return new JWSHeader.Builder(algorithm).keyID(kid).build();
  }

  static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }
}
