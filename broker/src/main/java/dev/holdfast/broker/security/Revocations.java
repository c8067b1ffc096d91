package dev.holdfast.broker.security;

import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Credentials that are taken back before their time. One a line; {@code #} begins a comment:
 *
 * <pre>
 * credential 3f29a1c07be4d812
 * subject "alice"
 * subject "bob" 2026-11-21T20:00:00Z
 * </pre>
 *
 * <p>The last line is about what was issued before that time: what bob is given after is good. Read
 * again when the file changes; any thread.
 */
public final class Revocations implements AccessContent {
  /** None. */
  static final Revocations NONE = new Revocations(Path.of(""));

  /** What a line may say. */
  private static final String FORMS =
      "credential 3f29a1c07be4d812; subject \"alice\"; subject \"bob\" 2026-11-21T20:00:00Z";

  /** A subject without a time. */
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final Path file;
  private volatile Lists lists = Lists.EMPTY;

  /**
   * The content of a file.
   *
   * @param issuedBefore by subject: milliseconds since 1970
   */
  private record Lists(Set<String> credentials, Map<String, Long> issuedBefore) {
    static final Lists EMPTY = new Lists(Set.of(), Map.of());
  }

  /** One that is not read yet: nothing is revoked before {@link #reload()}. */
  public Revocations(Path file) {
    this.file = file;
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public boolean isSecret() {
    return false;
  }

  @Override
  public void take(byte[] content) throws SecurityFileException {
    lists = read(file, SecurityFiles.text(file, content));
  }

  /** Whether this credential is taken back. */
  boolean contain(Principal principal) {
    Lists now = lists;
    if (now.credentials().contains(principal.credentialId())) {
      return true;
    }
    Long before = now.issuedBefore().get(principal.subject());
    return before != null && (before == FOR_EVER || issuedAtMs(principal) < before);
  }

  /** One that does not say when it was issued may be from before. */
  private static long issuedAtMs(Principal principal) {
    List<String> issuedAt = principal.claim("iat");
    try {
      return issuedAt.isEmpty() ? 0 : Math.multiplyExact(Long.parseLong(issuedAt.get(0)), 1000L);
    } catch (NumberFormatException | ArithmeticException e) {
      return 0;
    }
  }

  private static Lists read(Path file, String content) throws SecurityFileException {
    Set<String> credentials = new HashSet<>();
    Map<String, Long> issuedBefore = new HashMap<>();
    int number = 0;
    for (String line : content.split("\n", -1)) {
      number++;
      String text = withoutComment(line).strip();
      if (!text.isEmpty() && !read(text, credentials, issuedBefore)) {
        throw new SecurityFileException(file, "line " + number + " is none of: " + FORMS);
      }
    }
    return new Lists(credentials, issuedBefore);
  }

  private static String withoutComment(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      quoted ^= line.charAt(i) == '"';
      if (line.charAt(i) == '#' && !quoted) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  /** False when the line is none. */
  private static boolean read(String line, Set<String> credentials, Map<String, Long> before) {
    if (line.startsWith("credential ")) {
      String id = line.substring("credential ".length()).strip();
      credentials.add(id);
      return id.chars().noneMatch(Character::isWhitespace);
    }
    int end = line.lastIndexOf('"');
    String begin = "subject \"";
    if (!line.startsWith(begin) || end <= begin.length()) {
      return false;
    }
    String subject = line.substring(begin.length(), end);
    String time = line.substring(end + 1).strip();
    try {
      long at = time.isEmpty() ? FOR_EVER : Instant.parse(time).toEpochMilli();
      before.merge(subject, at, Math::max);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
