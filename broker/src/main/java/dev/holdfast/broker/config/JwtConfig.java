package dev.holdfast.broker.config;

import java.util.List;

/** How JSON Web Tokens are verified: the keys {@code jwt…} of the group {@code auth}. */
public record JwtConfig(
    String secretFile,
    String publicKeysFile,
    String jwksFile,
    String jwksUrl,
    long jwksRefreshMs,
    List<String> algorithms,
    String issuer,
    String audience,
    String subjectClaim,
    String rolesClaim,
    long clockSkewMs,
    boolean requireExpiry) {
  /** Copies the list. */
  public JwtConfig {
    algorithms = List.copyOf(algorithms);
  }

  /** Whether there are keys to verify them with. */
  public boolean isOn() {
    return !(secretFile + publicKeysFile + jwksFile + jwksUrl).isEmpty();
  }
}
