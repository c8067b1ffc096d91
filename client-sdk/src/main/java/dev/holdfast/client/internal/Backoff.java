package dev.holdfast.client.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays that double up to a bound, each taken at random from its upper half, so that clients which
 * lost their broker together do not come back together. Owner: the event loop.
 */
final class Backoff {
  private final Settings.Delays bounds;
  private final RandomGenerator random;
  private int attempts;

  Backoff(Settings.Delays bounds, RandomGenerator random) {
    this.bounds = bounds;
    this.random = random;
  }

  /** The delay before the next attempt. */
  Duration next() {
    long ceiling = ceilingMs(bounds, attempts);
    attempts++;
    long floor = ceiling / 2;
    return Duration.ofMillis(floor + random.nextLong(ceiling - floor + 1));
  }

  /**
   * The delay before the next attempt, when the broker wants to be left alone for some time. It
   * tells the same to many, in whole seconds: each comes later by as much as its own delays differ.
   */
  Duration next(Duration atLeast) {
    long ceiling = ceilingMs(bounds, attempts);
    Duration own = next();
    return own.compareTo(atLeast) >= 0
        ? own
        : atLeast.plus(own).minus(Duration.ofMillis(ceiling / 2));
  }

  /** Starts again with the shortest delay. */
  void reset() {
    attempts = 0;
  }

  /** The smallest delay doubled {@code times} times, but not more than the largest. */
  static long ceilingMs(Settings.Delays bounds, int times) {
    long min = bounds.min().toMillis();
    long max = bounds.max().toMillis();
    boolean overflows = times >= Long.numberOfLeadingZeros(min) - 1;
    return overflows ? max : Math.min(max, min << times);
  }
}
