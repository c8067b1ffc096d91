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
  private static final long DEFAULT_STEPS = 60_000;

  @Test
  void everyEventIsHandledByOneMemberInOrderWhoeverComesAndGoes() {
    SeededRuns.findNothing(
        "shared simulation",
        DEFAULT_STEPS,
        seed -> new SharedSimulation(seed, Seams.NONE, SharedSeams.NONE));
  }
}
