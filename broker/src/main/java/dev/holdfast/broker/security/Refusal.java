package dev.holdfast.broker.security;

import java.util.Locale;

/**
 * Why a credential is not taken: a closed catalogue. The messages go to whoever showed it: they say
 * what would be right, and nothing of what was shown.
 */
public enum Refusal {
  /** No credential at all. */
  MISSING(
      "this broker needs a credential: send it as 'token' in the connect payload (auth), or in the"
          + " header Authorization: Bearer"),
  /** Larger than anything that is looked at. */
  TOO_LONG("the connect payload with its credential is longer than this broker takes"),
  /** Neither a token that is known nor one that could be verified. */
  UNKNOWN("the token is not known here"),
  /** Not three parts of base64 with JSON in them. */
  MALFORMED("the token is not a signed JSON Web Token"),
  /** An algorithm that is not allowed, {@code none} among them. */
  ALGORITHM("the token is signed with an algorithm that this broker does not take"),
  /** A token of another kind, as its header says. */
  TYPE("the token's type is not one for access"),
  /** No key of this name and of the algorithm's type. */
  UNKNOWN_KEY("the token is signed with a key that this broker does not know"),
  /** Forged, or changed on the way. */
  SIGNATURE("the token's signature is not right"),
  /** Its time is over. */
  EXPIRED("the token has expired: get a new one"),
  /** Its time has not come. */
  NOT_YET_VALID("the token is not valid yet: check the clocks"),
  /** Without an end. */
  NO_EXPIRY("the token has no expiry (exp), which this broker asks for"),
  /** Somebody else has issued it. */
  ISSUER("the token is of another issuer"),
  /** It is meant for something else. */
  AUDIENCE("the token is for another audience"),
  /** Without a subject, or with one that no client can have. */
  SUBJECT("the credential names no subject that could be a client's id"),
  /** Taken back before its time. */
  REVOKED("the credential was revoked"),
  /** A new token for a session names somebody else. */
  OTHER_SUBJECT("the token is of another subject: connect anew with it");

  private final String message;

  Refusal(String message) {
    this.message = message;
  }

  /** For the client. */
  public String message() {
    return message;
  }

  /** For metrics: {@code not-yet-valid}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
