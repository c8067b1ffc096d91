package dev.holdfast.broker.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one client of the {@link ReferenceLog} has done with events, and has not. */
final class ReferenceFailures {
  private long upTo;
  private final Set<Long> also = new HashSet<>();

  /** Attempts that failed of what is not acknowledged. */
  final Map<Long, Attempt> attempts = new HashMap<>();

  /** How many attempts each dead letter has had. */
  final TreeMap<Long, Integer> deadLetters = new TreeMap<>();

  /** All that ever were dead letters: they are done with. */
  final Set<Long> givenUp = new HashSet<>();

  ReferenceFailures(long from) {
    this.upTo = from;
  }

  void acknowledged(long newUpTo, Collection<Long> newAlso) {
    upTo = Math.max(upTo, newUpTo);
    also.addAll(newAlso);
    attempts.keySet().removeIf(this::isDone);
  }

  void failed(Failure failure) {
    for (long offset : failure.offsets()) {
      if (isDone(offset)) {
        continue;
      }
      Attempt attempt = Attempt.after(attempts.get(offset), Simulation.REDELIVERY, failure);
      attempts.put(offset, attempt);
      if (attempt.failed() >= Simulation.REDELIVERY.maxAttempts()) {
        deadLetters.put(offset, attempt.failed());
        givenUp.add(offset);
        also.add(offset);
        attempts.remove(offset);
      }
    }
  }

  private boolean isDone(long offset) {
    return offset <= upTo || also.contains(offset);
  }
}
