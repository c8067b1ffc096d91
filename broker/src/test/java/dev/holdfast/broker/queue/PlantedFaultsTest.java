package dev.holdfast.broker.queue;

import org.junit.jupiter.api.Test;

/**
 * The simulation is only worth what it finds: each of these errors, put in on purpose, shows as the
 * promise it breaks, within a few seeds; without one nothing does.
 */
class PlantedFaultsTest {
  /**
   * A client that is taken for a member gets what is not its own, and misses what leaves the room's
   * members out; one that is not, the other way round.
   */
  private static final String[] MEMBERSHIP = {"P2", "P6"};

  @Test
  void withoutAFaultNothingIsFound() {
    SeededRuns.assertNothingFound(seed -> new Simulation(seed, Seams.NONE));
  }

  @Test
  void aConfirmBeforeTheCommitIsFound() {
    assertFound("confirm before commit", Faults.confirmBeforeCommit(), "P1");
  }

  @Test
  void aCursorAdvancedPastAnUnacknowledgedEventIsFound() {
    assertFound("cursor one too far", Faults.cursorOneTooFar(), "P2");
  }

  @Test
  void aPingThatAcknowledgesWhatComesAfterItIsFound() {
    assertFound("mark one too far", Faults.markOneTooFar(), "P2", "RECEIPT", "WINDOW");
  }

  @Test
  void aMembershipThatBeginsTooEarlyIsFound() {
    assertFound("joined one too early", Faults.joinedOneTooEarly(), MEMBERSHIP);
  }

  @Test
  void aMembershipThatEndsTooLateIsFound() {
    assertFound("left one too late", Faults.leftOneTooLate(), MEMBERSHIP);
  }

  @Test
  void aMembershipThatEndsTooEarlyIsFound() {
    assertFound("left one too early", Faults.leftOneTooEarly(), MEMBERSHIP);
  }

  @Test
  void aResentEmitStoredTwiceIsFound() {
    assertFound("resend stored again", Faults.resendsUnknown(), "P5");
  }

  @Test
  void aTraceThatIsNotTheEventsOwnIsFound() {
    assertFound("trace mangled", Faults.traceMangled(), "TRACE");
  }

  @Test
  void sequenceNumbersThatWereNotWrittenDownAreFound() {
    assertFound("sequence numbers dropped", Faults.publishedDropped(), "P5");
  }

  @Test
  void eventIdsThatWereNotWrittenDownAreFound() {
    // What is stored twice has two receipts, too, of which the first comes too early.
    assertFound("event ids dropped", Faults.eventIdsDropped(), "P5", "RECEIPT");
  }

  @Test
  void failedAttemptsThatAreForgottenAreFound() {
    assertFound("attempts dropped", Faults.attemptsDropped(), "ATTEMPTS", "DELAY", "P2", "P3");
  }

  @Test
  void aDeadLetterThatIsAcknowledgedButNotStoredIsFound() {
    assertFound("dead letters dropped", Faults.deadLettersDropped(), "P2", "STRICT");
  }

  @Test
  void aDelayedEventThatOthersPassInStrictOrderIsFound() {
    assertFound("postponed loses its place", Faults.postponedLosesItsPlace(), "STRICT", "P2");
  }

  @Test
  void aScheduledEventThatEntersAgainAfterACrashIsFound() {
    assertFound("entered stays scheduled", Faults.enteredStaysScheduled(), "P6");
  }

  @Test
  void retainedEventsThatWereNotWrittenDownAreFound() {
    assertFound("retained events dropped", Faults.retainedDropped(), "RETAINED");
  }

  @Test
  void aReceiptBeforeTheAcknowledgementIsFound() {
    assertFound("receipt before ack", Faults.receiptBeforeAck(), "RECEIPT");
  }

  @Test
  void eventsGivenUpOneTooFarAreFound() {
    assertFound("trim one too far", Faults.trimOneTooFar(), "P2", "RECEIPT");
  }

  @Test
  void aSweepThatIgnoresTheMembersOfRoomsIsFound() {
    // A room that is retired with its members leaves nobody out any more.
    assertFound("sweep ignores members", Faults.membersIgnoredBySweep(), "P2", "P6", "RECEIPT");
  }

  @Test
  void aRoomRetiredThoughSomebodyHasJoinedItIsFound() {
    Seams fault = Faults.joinsOverlookedByRetirement();
    assertFound("joins overlooked", fault, "P2", "P6", "RECEIPT", "STRICT");
  }

  @Test
  void anExpiredClientThatIsNotToldIsFound() {
    assertFound("expired client not told", Faults.expiredNotTold(), "P2");
  }

  @Test
  void aGapThatWasNotWrittenDownIsFound() {
    assertFound("gaps dropped", LossFaults.gapsDropped(), "P2", "RECEIPT");
  }

  @Test
  void aGapAcknowledgedWithoutBeingToldIsFound() {
    assertFound("gap not told", LossFaults.gapsNotTold(), "P2", "RECEIPT");
  }

  @Test
  void aPurgeOfWhichNobodyIsToldIsFound() {
    assertFound("purge not told", LossFaults.purgedUntold(), "P2", "RECEIPT", "STRICT");
  }

  @Test
  void aPurgeThatTakesOneEventMoreIsFound() {
    assertFound("purge one too far", LossFaults.purgedOneTooFar(), "P2", "RECEIPT");
  }

  @Test
  void aBanishThatIsNotWrittenDownIsFound() {
    assertFound("banish dropped", LossFaults.banishDropped(), "P6", "P2");
  }

  @Test
  void aBanishThatForgetsWhatTheClientWasLeftOutOfIsFound() {
    assertFound("banished forgotten", LossFaults.banishedForgotten(), "P6");
  }

  @Test
  void aBanishThatTakesEventsOfOtherRoomsIsFound() {
    assertFound("banish takes all", LossFaults.banishTakesAll(), "P2", "RECEIPT");
  }

  @Test
  void aBanishOfWhichItsClientIsNotToldIsFound() {
    assertFound("banish not told", LossFaults.banishNotTold(), "P2", "RECEIPT");
  }

  @Test
  void anExpiredEventThatIsDeliveredIsFound() {
    assertFound("expired delivered", Faults.roomsDoNotExpire(), "TTL");
  }

  @Test
  void anExpiredEventThatBlocksTheOrderIsFound() {
    assertFound("expired blocks", Faults.expiredBlocks(), "REST", "P2");
  }

  @Test
  void aCursorWrittenBeforeItsEventIsFound() {
    // What a crash takes of the rest may be a join, too.
    assertFound("cursor before its event", Faults.cursorsBeforeEvents(), "P2", "P5", "P6", "P7");
  }

  @Test
  void aTakeoverWithoutFencingIsFound() {
    assertFound("no fencing", Faults.notFenced(), "FENCING");
  }

  private static void assertFound(String fault, Seams seams, String... promises) {
    SeededRuns.assertFound(fault, seed -> new Simulation(seed, seams), promises);
  }
}
