package dev.holdfast.broker.security;

/** What came of showing a credential. */
public sealed interface AuthResult {
  /** It is good, and says who that is. */
  record Known(Principal principal) implements AuthResult {}

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
