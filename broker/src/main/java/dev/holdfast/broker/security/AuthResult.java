package dev.holdfast.broker.security;

import org.jspecify.annotations.Nullable;

/** What came of showing a credential. */
public sealed interface AuthResult {
  /**
   * It is good, and says who that is.
   *
   * @param key tells which key it was signed with; null for a credential that none was signed with
   */
  record Known(Principal principal, @Nullable String key) implements AuthResult {
    /** One without a signature of its own. */
    public Known(Principal principal) {
      this(principal, null);
    }
  }

  /** It is not good, and will not be by itself. */
  record Refused(Refusal refusal) implements AuthResult {}

  /**
   * It could not be checked now: whoever shows it is to come again.
   *
   * @param reason for the log
   */
  record Undecided(String reason) implements AuthResult {}

  /** A refusal. */
  static AuthResult refused(Refusal refusal) {
    return new Refused(refusal);
  }
}
