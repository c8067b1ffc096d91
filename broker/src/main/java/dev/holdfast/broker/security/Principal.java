package dev.holdfast.broker.security;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who a client is, as its credential proved. Never holds the credential itself, so that it may
 * stand in logs and audit entries.
 *
 * @param subject the client's identity: the token's subject (or the claim configured in its place),
 *     the name in the token file, the certificate's common name
 * @param roles the roles it has; a client let in without a credential has the one role {@link
 *     #ANONYMOUS_ROLE}
 * @param claims what the credential says of it, as texts; holds {@code sub} unless it is anonymous
 * @param expiresAtMs when the credential ends, milliseconds since 1970; {@link #NEVER} if it does
 *     not
 * @param credentialId names the credential in logs and in the revocation file: its {@code jti}, or
 *     the first 16 hexadecimal digits of its SHA-256
 */
public record Principal(
    String subject,
    Set<String> roles,
    Map<String, List<String>> claims,
    long expiresAtMs,
    String credentialId) {
  /** An expiry that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The role of a client that showed no credential and was let in all the same. */
  public static final String ANONYMOUS_ROLE = "anonymous";

  /** Copies what it is given. */
  public Principal {
    roles = Set.copyOf(roles);
    claims = Map.copyOf(claims);
  }

  /**
   * A client without a credential, where the configuration allows it. Its subject is empty: it has
   * no name that anybody could take over, and cannot be asked for another credential.
   */
  public static Principal anonymous() {
    return new Principal("", Set.of(ANONYMOUS_ROLE), Map.of(), NEVER, ANONYMOUS_ROLE);
  }

  /** Whether it showed no credential. */
  public boolean isAnonymous() {
    return subject.isEmpty();
  }

  /** The values of a claim, or none where it has no such claim. */
  public List<String> claim(String name) {
    return claims.getOrDefault(name, List.of());
  }
}
