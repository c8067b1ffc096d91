package dev.holdfast.proof.crash;

import dev.holdfast.proof.FileKind;
import dev.holdfast.proof.Strace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what the n-th call of a thread was about, from what strace noted. */
final class Calls {
  private static final Pattern CALL =
      Pattern.compile("(\\d+) +(\\w+)\\((?:[^<\"]*<([^>]*)>|[^\"]*\"([^\"]*)\").*");

  private Calls() {}

  /**
   * The name of the step at which the first thread made its n-th call; empty when none did.
   *
   * @param trace made with {@link Strace#injecting} with this n; removed
   */
  static Optional<String> step(Path trace, int n) throws IOException {
    Strace.awaitComplete(trace);
    Map<String, Integer> counts = new HashMap<>();
    Optional<String> found = Optional.empty();
    for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
      Matcher call = CALL.matcher(line);
      if (call.matches() && counts.merge(call.group(1), 1, Integer::sum) == n && isHit(line)) {
        String path = call.group(3) != null ? call.group(3) : call.group(4);
        found = Optional.of(call.group(2) + " " + FileKind.of(path));
        break;
      }
    }
    Files.delete(trace);
    return found;
  }

  /** True when a call has failed that was to, as far as strace has noted by now. */
  static boolean isInjected(Path trace) throws IOException {
    return Files.exists(trace)
        && Files.readAllLines(trace, StandardCharsets.ISO_8859_1).stream()
            .anyMatch(line -> line.endsWith("(INJECTED)"));
  }

  /** It did not return, or not as it would have. */
  private static boolean isHit(String line) {
    return line.endsWith("= ?") || line.endsWith("<unfinished ...>") || line.endsWith("(INJECTED)");
  }
}
