package dev.holdfast.broker.queue;

import org.junit.jupiter.api.Test;

/**
 * Back-ends whose members share their queues, under a scheduler that draws every step from a seed:
 * members on several lanes that come, stall, die, acknowledge in any order or want an event again,
 * sessions that want the queue for themselves, publishers that send again what was not confirmed
 * and whose CONNECT comes late, a broker that crashes between any two steps and inside commits.
 *
 * <p>A run that fails names its seed, which repeats it:
 *
 * <pre>
 *   mvn -pl broker -am test -Dtest=SharedSimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Dholdfast.sim.seed=N
 * </pre>
 *
 * <p>{@code -Dholdfast.sim.steps=N} sets how many steps are made in all, over as many seeds as that
 * takes; the profile {@code soak} makes ten million.
 */
class SharedSimulationTest {
  /** Long enough for queues to grow and crashes to pile up, short enough to be read. */
  private static final long STEPS_PER_SEED = 4_000;

  private static final long DEFAULT_STEPS = 60_000;

  @Test
  void everyEventIsHandledByOneMemberInOrderWhoeverComesAndGoes() {
    Long seed = Long.getLong("holdfast.sim.seed");
    long first = seed == null ? System.nanoTime() & 0xFFFFFFFFL : seed;
    long steps = Long.getLong("holdfast.sim.steps", seed == null ? DEFAULT_STEPS : STEPS_PER_SEED);
    long runs = (steps + STEPS_PER_SEED - 1) / STEPS_PER_SEED;
    System.out.printf("shared simulation: seeds %d to %d%n", first, first + runs - 1);
    long deliveries = 0;
    for (long run = 0; run < runs; run++) {
      deliveries += run(first + run);
    }
    System.out.printf(
        "shared simulation: %d steps, %d deliveries%n", runs * STEPS_PER_SEED, deliveries);
  }

  private static long run(long seed) {
    SharedSimulation simulation = new SharedSimulation(seed, Seams.NONE, SharedSeams.NONE);
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
