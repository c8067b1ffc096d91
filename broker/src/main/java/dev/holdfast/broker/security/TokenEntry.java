package dev.holdfast.broker.security;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a token file:
 *
 * <pre>{@code
 * - {subject: "sensor-7", hash: "sha256:9f86…", roles: [device], expires: "2027-01-01T00:00:00Z",
 *    claims: {site: north}}
 * }</pre>
 *
 * @param hash SHA-256 of the token, in hexadecimal: right for a token of 256 random bits, of which
 *     nobody can try enough; a password would need a slow hash
 * @param principal whoever shows that token
 */
record TokenEntry(String hash, Principal principal) {
  private static final String HASH = "sha256:";
  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Set<String> KEYS = Set.of("subject", "hash", "roles", "expires", "claims");

  /** What is wrong with an entry. */
  static final class BadEntryException extends Exception {
    private static final long serialVersionUID = 1L;

    BadEntryException(String problem) {
      super(problem);
    }
  }

  /** Reads one, as YAML has parsed it. */
  static TokenEntry of(@Nullable Object yaml) throws BadEntryException {
    if (!(yaml instanceof Map<?, ?> entry)) {
      throw new BadEntryException("must be a mapping with the keys subject and hash");
    }
    for (Object key : entry.keySet()) {
      if (!(key instanceof String name) || !KEYS.contains(name)) {
        throw new BadEntryException("has an unknown key; known are " + KEYS);
      }
    }
    String subject = subject(entry.get("subject"));
    String hash = hash(entry.get("hash"));
    Map<String, List<String>> claims = claims(entry.get("claims"));
    claims.put("sub", List.of(subject));
    return new TokenEntry(
        hash,
        new Principal(
            subject,
            new LinkedHashSet<>(texts("roles", entry.get("roles"))),
            claims,
            expires(entry.get("expires")),
            CredentialIds.of(hash)));
  }

  private static String subject(@Nullable Object value) throws BadEntryException {
    if (!(value instanceof String text) || !Subjects.isLegal(text)) {
      throw new BadEntryException("needs a subject that is a legal client id, in quotes");
    }
    return text;
  }

  private static String hash(@Nullable Object value) throws BadEntryException {
    String text = value instanceof String given && given.startsWith(HASH) ? given : "";
    String digits = text.substring(Math.min(HASH.length(), text.length()));
    if (!DIGITS.matcher(digits).matches()) {
      throw new BadEntryException("needs a hash of the form \"sha256:<64 hexadecimal digits>\"");
    }
    return digits.toLowerCase(Locale.ROOT);
  }

  /** YAML reads a time that is not in quotes as one. */
  private static long expires(@Nullable Object value) throws BadEntryException {
    if (value == null) {
      return Principal.NEVER;
    }
    if (value instanceof Date date) {
      return date.toInstant().toEpochMilli();
    }
    try {
      return Instant.parse(value.toString()).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new BadEntryException("key expires must be a time like 2027-01-01T00:00:00Z");
    }
  }

  private static Map<String, List<String>> claims(@Nullable Object value) throws BadEntryException {
    Map<String, List<String>> claims = new HashMap<>();
    if (value == null) {
      return claims;
    }
    if (!(value instanceof Map<?, ?> given)) {
      throw new BadEntryException("key claims must be a mapping");
    }
    for (Map.Entry<?, ?> claim : given.entrySet()) {
      String name = String.valueOf(claim.getKey());
      Object claimed = claim.getValue();
      claims.put(
          name,
          claimed instanceof List<?> ? texts(name, claimed) : List.of(String.valueOf(claimed)));
    }
    return claims;
  }

  private static List<String> texts(String key, @Nullable Object value) throws BadEntryException {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new BadEntryException("key " + key + " must be a list");
    }
    List<String> texts = new ArrayList<>();
    for (Object item : list) {
      texts.add(String.valueOf(item));
    }
    return texts;
  }

  /**
   * The line for a token, as {@link #of} reads it.
   *
   * @param roles of letters, digits, dots, dashes and underscores
   */
  static String line(String subject, String token, Set<String> roles, long expiresAtMs) {
    StringBuilder line = new StringBuilder("- {subject: \"");
    line.append(subject.replace("\\", "\\\\").replace("\"", "\\\"")).append("\", hash: \"");
    line.append(HASH).append(CredentialIds.sha256(token)).append('"');
    if (!roles.isEmpty()) {
      line.append(", roles: [").append(String.join(", ", roles)).append(']');
    }
    if (expiresAtMs != Principal.NEVER) {
      line.append(", expires: \"").append(Instant.ofEpochMilli(expiresAtMs)).append('"');
    }
    return line.append('}').toString();
  }
}
