package dev.holdfast.broker.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many sessions each subject has; one that has none is not known. Any thread. */
final class SubjectCounts {
  private final int most;
  private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

  /** {@code most} of one subject at a time. */
  SubjectCounts(int most) {
    this.most = most;
  }

  /** One more, if it may have one more. */
  boolean enter(String subject) {
    boolean[] entered = new boolean[1];
    counts.compute(
        subject,
        (name, count) -> {
          int now = count == null ? 0 : count;
          entered[0] = now < most;
          return entered[0] ? now + 1 : count;
        });
    return entered[0];
  }

  /** One that has entered is gone. */
  void leave(String subject) {
    counts.computeIfPresent(subject, (name, count) -> count == 1 ? null : count - 1);
  }

  /** How many subjects have sessions. */
  int size() {
    return counts.size();
  }
}
