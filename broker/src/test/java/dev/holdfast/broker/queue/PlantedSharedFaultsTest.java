package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What {@link PlantedFaultsTest} is for the simulation of single sessions: each of these errors,
 * put in on purpose, shows as what it breaks of shared queues, within a few seeds.
 */
class PlantedSharedFaultsTest {
  private static final long FIRST_SEED = 1;
  private static final int MAX_SEEDS = 20;
  private static final long STEPS_PER_SEED = 4_000;

  @Test
  void withoutAFaultNothingIsFound() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 5; seed++) {
      SharedSimulation simulation = new SharedSimulation(seed, Seams.NONE, SharedSeams.NONE);
      assertThat(simulation.run(STEPS_PER_SEED)).isPositive();
    }
  }

  @Test
  void eventsOfADeadMemberThatAreForgottenAreFound() {
    assertFound("dead member's events forgotten", SharedFaults.deadForgotten(), "P2", "P4");
  }

  @Test
  void acknowledgementsThatAreLostWithTheirMemberAreFound() {
    assertFound("last acks lost", SharedFaults.lastAcknowledgementsLost(), "P3");
  }

  @Test
  void anEventWithTwoMembersIsFound() {
    assertFound("given twice", SharedFaults.givenTwice(), "ONE", "P3", "P4");
  }

  @Test
  void eventsThatComeBackwardsAreFound() {
    assertFound("backwards", SharedFaults.backwards(), "P4");
  }

  @Test
  void eventsOfOnePublisherWithSeveralMembersAreFound() {
    assertFound("publishers ignored", SharedFaults.publishersIgnored(), "P4");
  }

  @Test
  void anEventBeyondTheWindowIsFound() {
    assertFound("one too many", SharedFaults.oneTooMany(), "WINDOW");
  }

  @Test
  void aReceiptBeforeTheCommitIsFound() {
    assertFound("receipt before commit", SharedFaults.receiptBeforeCommit(), "P3");
  }

  @Test
  void aConfirmBeforeTheCommitIsFound() {
    assertFound("confirm before commit", Faults.confirmBeforeCommit(), "P1", "P3");
  }

  @Test
  void aCursorPastAnUnacknowledgedEventIsFound() {
    assertFound("cursor one too far", Faults.cursorOneTooFar(), "P2", "P4");
  }

  @Test
  void aTakeoverWithoutFencingIsFound() {
    assertFound("no fencing", Faults.notFenced(), "FENCING", "ONE", "P2", "P3");
  }

  @Test
  void aLateConnectThatTakesTheClientAwayIsFound() {
    assertFound("late CONNECT wins", SharedFaults.lateConnectWins(), "LATE");
  }

  private static void assertFound(String fault, SharedSeams seams, String... promises) {
    assertFound(fault, Seams.NONE, seams, promises);
  }

  private static void assertFound(String fault, Seams seams, String... promises) {
    assertFound(fault, seams, SharedSeams.NONE, promises);
  }

  private static void assertFound(
      String fault, Seams seams, SharedSeams sharedSeams, String... promises) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + MAX_SEEDS; seed++) {
      SharedSimulation simulation = new SharedSimulation(seed, seams, sharedSeams);
      Violation found = violation(simulation);
      if (found != null) {
        System.out.printf(
            "planted: %s -> seed %d, after %s: %s%n",
            fault, seed, simulation.summary(), found.getMessage());
        assertThat(found.promise()).as(found.getMessage()).isIn((Object[]) promises);
        return;
      }
    }
    throw new AssertionError(fault + " was not found with " + MAX_SEEDS + " seeds");
  }

  private static Violation violation(SharedSimulation simulation) {
    try {
      simulation.run(STEPS_PER_SEED);
      return null;
    } catch (Violation found) {
      return found;
    }
  }
}
