package dev.holdfast.broker.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.holdfast.broker.security.VerificationKey.BadKeyException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON Web Key Sets. Only public keys for signatures are taken out of them: never a secret,
 * which has no place in what is published, and could be somebody's public key under another name.
 */
final class JwkSets {
  private static final int MAX_KEYS = 100;

  private JwkSets() {}

  /** All keys of use: at least one. */
  static List<VerificationKey> parse(String json) throws BadKeyException {
    List<JWK> set;
    try {
      set = JWKSet.parse(json).getKeys();
    } catch (ParseException | RuntimeException e) {
      // Nimbus lets a few malformed values through to unchecked exceptions.
      throw new BadKeyException("is no JSON Web Key Set");
    }
    if (set.size() > MAX_KEYS) {
      throw new BadKeyException("holds more than " + MAX_KEYS + " keys");
    }
    List<VerificationKey> keys = new ArrayList<>();
    for (JWK jwk : set) {
      VerificationKey key = key(jwk);
      if (key != null) {
        keys.add(key);
      }
    }
    if (keys.isEmpty()) {
      throw new BadKeyException("holds no RSA or P-256 key for signatures");
    }
    return List.copyOf(keys);
  }

  private static @Nullable VerificationKey key(JWK jwk) throws BadKeyException {
    if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
      return null;
    }
    try {
      if (jwk instanceof RSAKey rsa && is(JwtAlgorithm.RS256, jwk)) {
        return VerificationKey.rsa(jwk.getKeyID(), rsa.toRSAPublicKey());
      }
      if (jwk instanceof ECKey ec && is(JwtAlgorithm.ES256, jwk)) {
        return VerificationKey.ec(jwk.getKeyID(), ec.toECPublicKey());
      }
      return null;
    } catch (JOSEException e) {
      throw new BadKeyException("holds a key that cannot be used");
    }
  }

  /** Whether a key is for this algorithm, or does not say. */
  private static boolean is(JwtAlgorithm algorithm, JWK jwk) {
    return jwk.getAlgorithm() == null || algorithm.isCalled(jwk.getAlgorithm().getName());
  }
}
