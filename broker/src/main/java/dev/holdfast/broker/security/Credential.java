package dev.holdfast.broker.security;

import org.jspecify.annotations.Nullable;

/**
 * What a client shows to prove who it is. Not a record: whatever prints one must not print the
 * token.
 */
public final class Credential {
  /** Nothing. */
  public static final Credential NONE = new Credential(null, null);

  private final @Nullable String token;
  private final @Nullable Certificate certificate;

  private Credential(@Nullable String token, @Nullable Certificate certificate) {
    this.token = token;
    this.certificate = certificate;
  }

  /**
   * A client certificate that TLS has verified.
   *
   * @param commonName null where it has none, or more than one
   * @param name its distinguished name
   * @param sha256 of its bytes, in hexadecimal
   * @param notAfterMs when it ends, milliseconds since 1970
   */
  public record Certificate(
      @Nullable String commonName, String name, String sha256, long notAfterMs) {}

  /**
   * What came with a connection.
   *
   * @param token of the payload or the header; null for none
   * @param certificate null for none
   */
  public static Credential of(@Nullable String token, @Nullable Certificate certificate) {
    return token == null && certificate == null ? NONE : new Credential(token, certificate);
  }

  /** The same with this token, where there is one: what is nearer to the request wins. */
  public Credential orToken(@Nullable String nearer) {
    return nearer == null ? this : new Credential(nearer, certificate);
  }

  /** Whether its token has more than so many characters. */
  public boolean isLongerThan(int characters) {
    return token != null && token.length() > characters;
  }

  @Nullable String token() {
    return token;
  }

  @Nullable Certificate certificate() {
    return certificate;
  }

  @Override
  public String toString() {
    return token == null ? "no token" : "a token";
  }
}
