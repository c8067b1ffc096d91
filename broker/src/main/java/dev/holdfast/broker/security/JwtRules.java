package dev.holdfast.broker.security;

import java.util.List;
import java.util.Set;

/**
 * What a token has to say.
 *
 * @param algorithms those that are allowed
 * @param issuer the only one; empty: any whose key is known
 * @param audience one of the token's; empty: any
 * @param clockSkewMs how far the clocks of issuer and broker may be apart: a token is good for this
 *     long before its {@code nbf} and after its {@code exp}
 * @param requireExpiry whether it must have an {@code exp}
 * @param names of the claims that are read
 */
public record JwtRules(
    Set<JwtAlgorithm> algorithms,
    String issuer,
    String audience,
    long clockSkewMs,
    boolean requireExpiry,
    Names names) {

  /**
   * Names of claims.
   *
   * @param subject whose text is the client's id
   * @param roles a list, or a text with spaces
   */
  public record Names(String subject, String roles) {
    /** As in RFC 7519 and RFC 9068. */
    public static final Names USUAL = new Names("sub", "roles");
  }

  /** Copies the set. */
  public JwtRules {
    algorithms = Set.copyOf(algorithms);
  }

  boolean takes(List<String> audiences) {
    return audience.isEmpty() || audiences.contains(audience);
  }
}
