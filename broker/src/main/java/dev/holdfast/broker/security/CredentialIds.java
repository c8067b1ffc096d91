package dev.holdfast.broker.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names for credentials that give nothing of them away. */
final class CredentialIds {
  /** What a log line and a line of the revocation file can hold without a doubt. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:+/=-]{1,128}");

  private static final int DIGITS = 16;

  private CredentialIds() {}

  /** SHA-256 of a text, in hexadecimal. */
  static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The first 16 digits of a hash. */
  static String of(String sha256) {
    return sha256.substring(0, DIGITS);
  }

  /** The id that a token gives itself, where it has one of an ordinary form; else of its hash. */
  static String of(@Nullable String jwtId, String token) {
    return jwtId != null && PLAIN.matcher(jwtId).matches() ? jwtId : of(sha256(token));
  }
}
