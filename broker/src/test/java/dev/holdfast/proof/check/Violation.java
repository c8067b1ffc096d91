package dev.holdfast.proof.check;

import dev.holdfast.proof.history.Line;
import java.util.List;

/**
 * A promise that was not kept.
 *
 * @param evidence the lines that show it
 */
public record Violation(Promise promise, String what, List<Line> evidence) {
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(promise + ": " + what);
    evidence.forEach(line -> text.append("\n    ").append(line));
    return text.toString();
  }
}
