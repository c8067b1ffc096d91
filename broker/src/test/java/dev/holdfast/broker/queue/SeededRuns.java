package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongFunction;

/** Runs a simulation over a row of seeds: to find nothing, or to find a fault that was planted. */
final class SeededRuns {
  /** Long enough for queues to grow and crashes to pile up, short enough to be read on failure. */
  static final long STEPS_PER_SEED = 4_000;

  private static final long FIRST_SEED = 1;
  private static final int MAX_SEEDS = 50;

  private SeededRuns() {}

  /** Everything that happens in one is drawn from its seed. */
  interface Run {
    /** Goes on until so many steps have been made, and returns the deliveries. */
    long run(long limit);

    /** What happened so far, in words. */
    String summary();
  }

  /**
   * Fails when a run finds a violation, naming its seed; as many seeds as the properties {@code
   * holdfast.sim.steps} and {@code holdfast.sim.seed} say.
   */
  static void findNothing(String name, long defaultSteps, LongFunction<Run> ofSeed) {
    Long seed = Long.getLong("holdfast.sim.seed");
    long first = seed == null ? System.nanoTime() & 0xFFFFFFFFL : seed;
    long steps = Long.getLong("holdfast.sim.steps", seed == null ? defaultSteps : STEPS_PER_SEED);
    long runs = (steps + STEPS_PER_SEED - 1) / STEPS_PER_SEED;
    System.out.printf("%s: seeds %d to %d%n", name, first, first + runs - 1);
    long deliveries = 0;
    for (long run = 0; run < runs; run++) {
      deliveries += deliveries(first + run, ofSeed);
    }
    System.out.printf("%s: %d steps, %d deliveries%n", name, runs * STEPS_PER_SEED, deliveries);
  }

  private static long deliveries(long seed, LongFunction<Run> ofSeed) {
    Run simulation = ofSeed.apply(seed);
    try {
      return simulation.run(STEPS_PER_SEED);
    } catch (Violation | RuntimeException e) {
      throw new AssertionError(
          "%s%n after %s; repeat it with -Dholdfast.sim.seed=%d"
              .formatted(e.getMessage(), simulation.summary(), seed),
          e);
    }
  }

  /** Fails when one of the first seeds finds a violation, or delivers nothing. */
  static void assertNothingFound(LongFunction<Run> ofSeed) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 5; seed++) {
      assertThat(ofSeed.apply(seed).run(STEPS_PER_SEED)).isPositive();
    }
  }

  /** Fails when no seed finds the fault, or the first that does as something else. */
  static void assertFound(String fault, LongFunction<Run> ofSeed, String... promises) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + MAX_SEEDS; seed++) {
      Run simulation = ofSeed.apply(seed);
      try {
        simulation.run(STEPS_PER_SEED);
      } catch (Violation found) {
        System.out.printf(
            "planted: %s -> seed %d, after %s: %s%n",
            fault, seed, simulation.summary(), found.getMessage());
        assertThat(found.promise()).as(found.getMessage()).isIn((Object[]) promises);
        return;
      }
    }
    throw new AssertionError(fault + " was not found with " + MAX_SEEDS + " seeds");
  }
}
