package dev.holdfast.broker.security;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * A static token that was just made.
 *
 * @param token the credential itself, which is nowhere else
 * @param line for the token file
 */
public record NewToken(String token, String line) {
  /** What they begin with, so that scanners for leaked credentials know them. */
  static final String PREFIX = "hft_";

  private static final int RANDOM_BYTES = 32;

  /**
   * Makes one of 256 random bits.
   *
   * @param subject a legal client id
   * @param roles of letters, digits, dots, dashes and underscores
   * @param expiresAtMs milliseconds since 1970, or {@link Principal#NEVER}
   * @throws IllegalArgumentException when subject or roles cannot stand in the file
   */
  public static NewToken create(String subject, Set<String> roles, long expiresAtMs) {
    if (!Subjects.isLegal(subject)) {
      throw new IllegalArgumentException("the subject is no legal client id");
    }
    if (!roles.stream().allMatch(role -> role.matches("[A-Za-z0-9._-]+"))) {
      throw new IllegalArgumentException(
          "a role is of letters, digits, dots, dashes and underscores");
    }
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    return new NewToken(token, TokenEntry.line(subject, token, roles, expiresAtMs));
  }

  @Override
  public String toString() {
    return line;
  }
}
