package dev.holdfast.broker.queue;

import org.junit.jupiter.api.Test;

/**
 * What {@link PlantedFaultsTest} is for the simulation of single sessions: each of these errors,
 * put in on purpose, shows as what it breaks of shared queues, within a few seeds.
 */
class PlantedSharedFaultsTest {
  @Test
  void withoutAFaultNothingIsFound() {
    SeededRuns.assertNothingFound(seed -> new SharedSimulation(seed, Seams.NONE, SharedSeams.NONE));
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
    SeededRuns.assertFound(fault, seed -> new SharedSimulation(seed, seams, sharedSeams), promises);
  }
}
