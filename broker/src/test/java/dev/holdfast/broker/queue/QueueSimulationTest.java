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
  private static final long DEFAULT_STEPS = 120_000;

  @Test
  void everyPromiseHoldsWhateverHappensInWhateverOrder() {
    SeededRuns.findNothing("simulation", DEFAULT_STEPS, seed -> new Simulation(seed, Seams.NONE));
  }
}
