package dev.holdfast.broker.security;

/**
 * How a token can be signed. Each takes keys of one type only, and a key is of one algorithm from
 * when it is read, so that a public key is never taken for a shared secret.
 */
public enum JwtAlgorithm {
  /** HMAC with SHA-256: a secret that issuer and broker share. */
  HS256,
  /** RSA with SHA-256. */
  RS256,
  /** ECDSA on P-256 with SHA-256. */
  ES256;

  /** Whether this is how a token or a key names it. */
  boolean isCalled(String named) {
    return name().equals(named);
  }
}
