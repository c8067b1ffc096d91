package dev.holdfast.proof.check;

import dev.holdfast.proof.history.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Collects violations. */
final class Findings {
  private final List<Violation> violations = new ArrayList<>();

  void add(Promise promise, String what, Line... evidence) {
    violations.add(
        new Violation(promise, what, Arrays.stream(evidence).filter(Objects::nonNull).toList()));
  }

  List<Violation> all() {
    return List.copyOf(violations);
  }
}
