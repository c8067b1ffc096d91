package dev.holdfast.broker.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** What one client of the {@link ReferenceLog} has done with events, and has not. */
final class ReferenceFailures {
  private long upTo;
  private final Set<Long> also = new HashSet<>();

  /** Attempts that failed of what is not acknowledged. */
  final Map<Long, Attempt> attempts = new HashMap<>();

  /** How many attempts each dead letter has had. */
  final TreeMap<Long, Integer> deadLetters = new TreeMap<>();

  /** The same of what may be none. */
  final Map<Long, Integer> doubtful = new HashMap<>();

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

  /**
   * Attempts have failed.
   *
   * @param mayBeGone true for an event that may be stored no more: of that no dead letter can be
   *     made
   */
  void failed(Failure failure, LongPredicate mayBeGone) {
    for (long offset : failure.offsets()) {
      if (isDone(offset)) {
        continue;
      }
      Attempt attempt = Attempt.after(attempts.get(offset), Simulation.REDELIVERY, failure);
      attempts.put(offset, attempt);
      if (attempt.failed() >= Simulation.REDELIVERY.maxAttempts()) {
        (mayBeGone.test(offset) ? doubtful : deadLetters).put(offset, attempt.failed());
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
