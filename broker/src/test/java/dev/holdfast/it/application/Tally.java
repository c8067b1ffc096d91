package dev.holdfast.it.application;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** How often what was accepted, has arrived, was handed over. Thread-safe. */
final class Tally {
  private final Set<Integer> accepted = new TreeSet<>(); // this and the others guarded by this
  private final Map<Integer, Integer> arrived = new TreeMap<>();
  private final Map<Integer, Integer> handed = new TreeMap<>();
  private int steps;

  /** The application was told that this emit is in its outbox. */
  synchronized void accepted(int number) {
    accepted.add(number);
    steps++;
    notifyAll();
  }

  /** Somebody who listens got this emit. */
  synchronized void arrived(int number) {
    arrived.merge(number, 1, Integer::sum);
    notifyAll();
  }

  /** A handler of the application begins with this work. */
  synchronized void handed(int number) {
    handed.merge(number, 1, Integer::sum);
    steps++;
    notifyAll();
  }

  /** How much the application has told of. */
  synchronized int steps() {
    return steps;
  }

  /** True when so much work was handed over, within this time. */
  boolean hasHanded(int count, Duration limit) {
    try {
      return await(() -> handed.size() >= count, limit);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  synchronized int countAccepted() {
    return accepted.size();
  }

  /** Those accepted that have not arrived. */
  synchronized List<Integer> lost() {
    return accepted.stream().filter(number -> !arrived.containsKey(number)).toList();
  }

  /** Those that have arrived more than once, accepted or not. */
  synchronized List<Integer> arrivedTwice() {
    return arrived.keySet().stream().filter(number -> arrived.get(number) > 1).toList();
  }

  /** How much work was handed over at all. */
  synchronized int countHanded() {
    return handed.size();
  }

  /** How often work was handed over again. */
  synchronized int handedAgain() {
    return handed.values().stream().mapToInt(times -> times - 1).sum();
  }

  /** Waits for a condition on this; returns false when that takes too long. */
  synchronized boolean await(BooleanSupplier condition, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      wait(100);
    }
    return condition.getAsBoolean();
  }
}
