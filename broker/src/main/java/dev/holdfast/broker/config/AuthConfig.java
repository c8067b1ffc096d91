package dev.holdfast.broker.config;

/**
 * The group {@code auth}: who may connect. Files and URLs that are not set are empty.
 *
 * @param jwt how tokens of an issuer are verified
 */
public record AuthConfig(
    String tokensFile,
    JwtConfig jwt,
    boolean certificates,
    boolean anonymous,
    boolean devices,
    String revocationFile,
    String permissionsFile,
    int maxConnectBytes,
    long refreshBeforeMs,
    boolean insecureLetEveryoneIn) {

  /** Whether clients have to show who they are: when there is a way for them to do so. */
  public boolean isOn() {
    return !tokensFile.isEmpty() || jwt.isOn() || certificates;
  }
}
