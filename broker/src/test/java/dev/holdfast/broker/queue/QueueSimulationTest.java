package dev.holdfast.broker.queue;

import org.junit.jupiter.api.Test;

/**
 * The whole core under a scheduler that draws every step from a seed: clients that join, leave,
 * emit, acknowledge, stall, vanish and connect twice, a broker that crashes between any two steps
 * and inside commits, and after each step the promises of {@code design.md}, held against a model
 * made of plain lists.
 *
 * <p>A run that fails names its seed, which repeats it:
 *
 * <pre>
 *   mvn -pl broker -am test -Dtest=QueueSimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Dholdfast.sim.seed=N
 * </pre>
 *
 * <p>{@code -Dholdfast.sim.steps=N} sets how many steps are made in all, over as many seeds as that
 * takes; the profile {@code soak} makes ten million.
 */
class QueueSimulationTest {
  /**
   * Long enough for queues to grow and crashes to pile up, short enough to be read when it fails.
   */
  private static final long STEPS_PER_SEED = 4_000;

  private static final long DEFAULT_STEPS = 120_000;

  @Test
  void everyPromiseHoldsWhateverHappensInWhateverOrder() {
    Long seed = Long.getLong("holdfast.sim.seed");
    long first = seed == null ? System.nanoTime() & 0xFFFFFFFFL : seed;
    long steps = Long.getLong("holdfast.sim.steps", seed == null ? DEFAULT_STEPS : STEPS_PER_SEED);
    long runs = (steps + STEPS_PER_SEED - 1) / STEPS_PER_SEED;
    System.out.printf("simulation: seeds %d to %d%n", first, first + runs - 1);
    long deliveries = 0;
    for (long run = 0; run < runs; run++) {
      deliveries += run(first + run);
    }
    System.out.printf("simulation: %d steps, %d deliveries%n", runs * STEPS_PER_SEED, deliveries);
  }

  private static long run(long seed) {
    Simulation simulation = new Simulation(seed, Seams.NONE);
    try {
      return simulation.run(STEPS_PER_SEED);
    } catch (Violation | RuntimeException e) {
      throw new AssertionError(
          "%s%n after %s; repeat it with -Dholdfast.sim.seed=%d"
              .formatted(e.getMessage(), simulation.summary(), seed),
          e);
    }
  }
}
