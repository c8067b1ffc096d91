package dev.holdfast.broker.security;

/**
 * The files of an operator that say who may do what, or who the broker is, by what they are for.
 */
public enum AccessFile {
  /** Static tokens. */
  TOKENS("tokens", "auth.tokensFile"),
  /** What was taken back. */
  REVOCATIONS("revocations", "auth.revocationFile"),
  /** What signatures are checked with. */
  KEYS("keys", "a file with keys for tokens"),
  /** What clients may do. */
  PERMISSIONS("permissions", "auth.permissionsFile"),
  /** Tokens of operators. */
  ADMIN_TOKENS("admin-tokens", "admin.tokensFile"),
  /** The broker's certificate and its key, and by what it knows clients' certificates. */
  TLS("tls", "a file of the group tls");

  private final String label;
  private final String configured;

  AccessFile(String label, String configured) {
    this.label = label;
    this.configured = configured;
  }

  /** What metrics call it. */
  public String label() {
    return label;
  }

  /** What an operator knows it by. */
  public String configured() {
    return configured;
  }
}
