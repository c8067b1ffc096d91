package dev.holdfast.proof.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proof.history.Target;
import org.junit.jupiter.api.Test;

/** The checker finds what histories written by hand show, and nothing in good ones. */
class CheckerTest {
  /** A client that is a member of the room from offset 2 on; nothing is emitted yet. */
  private static Script member() {
    return new Script().connect("a", 1).join("a", "R", 2);
  }

  @Test
  void aRunInWhichEverythingArrivesIsGood() {
    Script good =
        member()
            .stored("p#1", "R", 3)
            .stored("p#2", "R", 4)
            .deliver("a", "p#1", 3)
            .deliver("a", "p#2", 4)
            .ackUpTo("a", 4)
            .receipt("a")
            .settle("a");
    assertThat(Checker.strict().check(good.histories()).violations()).isEmpty();
  }

  @Test
  void whatWasNotAcknowledgedMayComeAgainInTheNextSession() {
    Script good =
        member()
            .stored("p#1", "R", 3)
            .deliver("a", "p#1", 3)
            .connect("a", 2)
            .deliver("a", "p#1", 3)
            .settle("a");
    assertThat(Checker.strict().check(good.histories()).violations()).isEmpty();
  }

  @Test
  void whatWasNeverConfirmedMayVanish() {
    Script good = member().emit("p#1", Target.room("R")).stored("p#2", "R", 3);
    good.deliver("a", "p#2", 3).settle("a");
    assertThat(Checker.strict().check(good.histories()).violations()).isEmpty();
  }

  @Test
  void aConfirmedEventThatNobodyGetsIsLost() {
    assertOnly(Promise.P1, member().stored("p#1", "R", 3).settle("a"));
  }

  @Test
  void anEventThatOneWasDeliveredAndAnotherNotWasMissed() {
    Script script = member().connect("b", 2).join("b", "R", 3);
    script.emit("p#1", Target.room("R")).deliver("b", "p#1", 4).settle("a", "b");
    assertOnly(Promise.P2, script);
  }

  @Test
  void anEventIsPassedOverThatWasDeliveredBeforeAndNeverAcknowledged() {
    Script script =
        member()
            .stored("p#1", "R", 3)
            .stored("p#2", "R", 4)
            .deliver("a", "p#1", 3)
            .connect("a", 3)
            .deliver("a", "p#2", 4)
            .settle("a");
    assertOnly(Promise.P2, script);
  }

  @Test
  void aBodyThatWasChangedIsFound() {
    Script script = member().stored("p#1", "R", 3);
    assertOnly(Promise.P2, script.deliver("a", "p#1", Script.position(3), "else").settle("a"));
  }

  @Test
  void aDeliveryAfterTheReceiptIsFoundWhetherAcknowledgedSinglyOrNot() {
    Script upTo = member().stored("p#1", "R", 3).deliver("a", "p#1", 3).ackUpTo("a", 3);
    assertOnly(Promise.P3, upTo.receipt("a").connect("a", 2).deliver("a", "p#1", 3));
    Script single = member().stored("p#1", "R", 3).deliver("a", "p#1", 3).ack("a", "p#1");
    assertOnly(Promise.P3, single.receipt("a").connect("a", 2).deliver("a", "p#1", 3));
  }

  @Test
  void anAcknowledgementWithoutAReceiptMayBeLost() {
    Script good = member().stored("p#1", "R", 3).deliver("a", "p#1", 3).ackUpTo("a", 3);
    good.connect("a", 2).deliver("a", "p#1", 3).settle("a");
    assertThat(Checker.strict().check(good.histories()).violations()).isEmpty();
  }

  @Test
  void twoEventsInTheWrongOrderAreFound() {
    Script script = member().stored("p#1", "R", 3).stored("q#1", "R", 4);
    script.deliver("a", "q#1", 4).deliver("a", "p#1", 3);
    assertThat(Checker.strict().check(script.histories()).broken())
        .contains(Promise.P4)
        .isSubsetOf(Promise.P4, Promise.P2);
  }

  @Test
  void theWrongOrderShowsAlsoWhereTheModeTellsNoPositions() {
    Script script = member().emit("p#1", Target.room("R")).emit("p#2", Target.room("R"));
    script.deliver("a", "p#2", null, Script.body("p#2"));
    assertOnly(Promise.P4, script.deliver("a", "p#1", null, Script.body("p#1")).settle("a"));
  }

  @Test
  void aPublishersEventsThatAreStoredInAnotherOrderAreFound() {
    Script script = new Script().emit("p#1", Target.room("R")).emit("p#2", Target.room("R"));
    assertOnly(Promise.P4, script.confirm("p#2", 3).confirm("p#1", 4));
  }

  @Test
  void whatAClientWantsAgainLaterMayComeOutOfOrder() {
    Script good = member().stored("p#1", "R", 3).stored("p#2", "R", 4).deliver("a", "p#1", 3);
    good.nack("a", "p#1").deliver("a", "p#2", 4).deliver("a", "p#1", 3).settle("a");
    assertThat(Checker.strict().check(good.histories()).violations()).isEmpty();
  }

  @Test
  void anEventThatWasStoredTwiceIsFoundByItsPositions() {
    Script confirmed = new Script().stored("p#1", "R", 3).stored("p#1", "R", 4);
    assertOnly(Promise.P5, confirmed);
    Script delivered = member().stored("p#1", "R", 3).deliver("a", "p#1", 3);
    assertThat(
            Checker.strict()
                .check(delivered.deliver("a", "p#1", 4).settle("a").histories())
                .broken())
        .containsExactly(Promise.P5);
  }

  @Test
  void anEventThatComesTwiceInOneSessionIsFoundWithoutPositions() {
    Script script = member().stored("p#1", "R", 3);
    script.deliver("a", "p#1", null, Script.body("p#1"));
    assertOnly(Promise.P5, script.deliver("a", "p#1", null, Script.body("p#1")).settle("a"));
  }

  @Test
  void whatIsFromOutsideAMembershipIsFound() {
    Script before = new Script().stored("p#1", "R", 1).connect("a", 1).join("a", "R", 2);
    assertOnly(Promise.P6, before.deliver("a", "p#1", 1));
    Script after = member().leave("a", "R").stored("p#1", "R", 5);
    assertOnly(Promise.P6, after.deliver("a", "p#1", 5));
    Script others = new Script().connect("a", 1).emit("p#1", Target.client("b"));
    assertOnly(Promise.P6, others.confirm("p#1", 2).deliver("a", "p#1", 2));
    Script excepted = member().emit("p#1", Target.room("R").butNot("a")).confirm("p#1", 3);
    assertOnly(Promise.P6, excepted.deliver("a", "p#1", 3));
  }

  @Test
  void whatNobodyEmittedOrWasRefusedIsFound() {
    assertOnly(Promise.P6, member().deliver("a", "p#1", 3));
    Script refused = member().emit("p#1", Target.room("R")).refuse("p#1");
    assertOnly(Promise.P6, refused.deliver("a", "p#1", 3));
  }

  @Test
  void whileAJoinIsUnderWayAnEventMayComeOrNot() {
    Script script = new Script().connect("a", 1).joining("a", "R").stored("p#1", "R", 2);
    Script missing = script.joining("a", "R").joined("a", "R", 3).settle("a");
    assertThat(Checker.strict().check(missing.histories()).violations()).isEmpty();
    script.deliver("a", "p#1", 2);
    assertThat(Checker.strict().check(script.histories()).violations()).isEmpty();
  }

  @Test
  void thePositionInTheAnswerToAJoinIsExact() {
    Script early = new Script().connect("a", 1).joining("a", "R").stored("p#1", "R", 2);
    assertOnly(Promise.P6, early.joined("a", "R", 3).deliver("a", "p#1", 2));
    Script missed = new Script().connect("a", 1).joining("a", "R").stored("p#1", "R", 3);
    assertOnly(Promise.P1, missed.joined("a", "R", 2).settle("a"));
  }

  @Test
  void everyoneAndTheInboxBeginWithTheFirstConnect() {
    Script script = new Script().connect("a", 1);
    script.emit("p#1", Target.all()).confirm("p#1", 2);
    script.emit("p#2", Target.client("a")).confirm("p#2", 3);
    assertThat(Checker.strict().check(script.settle("a").histories()).violations())
        .hasSize(2)
        .allMatch(violation -> violation.promise() == Promise.P1);
  }

  @Test
  void aPositionThatIsGivenAgainAfterACrashIsFound() {
    Script script = new Script().stored("p#1", "R", 3).stored("q#1", "S", 3);
    assertOnly(Promise.P7, script);
  }

  @Test
  void positionsThatGoBackAreFound() {
    Script script = new Script().stored("p#1", "R", 9).stored("q#1", "S", 3);
    assertOnly(Promise.P7, script);
  }

  @Test
  void aGapExcusesAsManyAsItSaysWhereItsReasonIsConfigured() {
    Script script = member().stored("p#1", "R", 3).stored("p#2", "R", 4);
    script.gap("a", 2, 4, 2, "expired").settle("a");
    assertThat(Checker.allowingGaps("expired").check(script.histories()).violations()).isEmpty();
    assertThat(Checker.strict().check(script.histories()).broken()).containsExactly(Promise.P2);
    Script tooFew = member().stored("p#1", "R", 3).stored("p#2", "R", 4);
    tooFew.gap("a", 2, 4, 1, "expired").settle("a");
    assertThat(Checker.allowingGaps("expired").check(tooFew.histories()).broken())
        .containsExactly(Promise.P2);
  }

  @Test
  void aDropWithoutItsGapIsFound() {
    Script script = member().stored("p#1", "R", 3).stored("p#2", "R", 4).deliver("a", "p#2", 4);
    assertThat(Checker.allowingGaps("expired").check(script.settle("a").histories()).violations())
        .isNotEmpty();
  }

  private static void assertOnly(Promise promise, Script script) {
    Report report = Checker.strict().check(script.histories());
    assertThat(report.broken()).as(report.toString()).containsExactly(promise);
  }
}
