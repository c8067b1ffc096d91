package dev.holdfast.proof.check;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the checker found.
 *
 * @param emitted events that publishers tried to emit
 * @param durable those of them that were confirmed, or delivered to anybody
 * @param deliveries including those that came again
 */
public record Report(int emitted, int durable, long deliveries, List<Violation> violations) {
  private static final int SHOWN = 20;

  /** The promises that were broken. */
  public Set<Promise> broken() {
    return violations.stream()
        .map(Violation::promise)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Does nothing when every promise was kept.
   *
   * @throws AssertionError with the first violations
   */
  public void assertKept() {
    if (!violations.isEmpty()) {
      throw new AssertionError(toString());
    }
  }

  @Override
  public String toString() {
    return "%,d emitted, %,d durable, %,d deliveries, %,d violations%s"
        .formatted(
            emitted,
            durable,
            deliveries,
            violations.size(),
            violations.stream()
                .limit(SHOWN)
                .map(violation -> "\n  " + violation)
                .collect(Collectors.joining()));
  }
}
