package dev.holdfast.it.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AirportBoardTest {
  private static final Flight FIRST = new Flight("2001/01/01 00:47", 66, 1750, "DTW", "LAS");
  private static final Flight ELSEWHERE = new Flight("2001/01/01 01:10", 95, 2399, "HNL", "SFO");
  private static final Flight SECOND = new Flight("2001/01/01 01:24", -5, 407, "LAS", "OAK");
  private static final Flight THIRD = new Flight("2001/01/01 01:39", 4, 256, "LAS", "PHX");

  private final AirportBoard board =
      new AirportBoard("LAS", List.of(FIRST, ELSEWHERE, SECOND, THIRD));

  @Test
  void flightsInThePublishersOrderKeepThePromise() {
    receive(FIRST, SECOND, THIRD);
    assertThat(board.violations()).isEmpty();
    assertThat(board.duplicates()).isZero();
  }

  @Test
  void replayOnAnotherConnectionIsADuplicateButNoViolation() {
    receive(FIRST, SECOND);
    receive(FIRST, SECOND, THIRD);
    assertThat(board.violations()).isEmpty();
    assertThat(board.duplicates()).isEqualTo(2);
  }

  @Test
  void missingFlightIsFound() {
    receive(FIRST, SECOND);
    assertThat(board.violations())
        .containsExactly("LAS: has 2 of 3 flights, the first missing is 2");
  }

  @Test
  void skippedFlightIsFoundEvenWhenItComesLater() {
    receive(FIRST, THIRD);
    receive(SECOND);
    assertThat(board.violations())
        .containsExactly("LAS: place 2 came before 1 to 1 on connection 1");
  }

  @Test
  void flightOfOtherAirportsIsFound() {
    receive(FIRST, ELSEWHERE, SECOND, THIRD);
    assertThat(board.violations()).singleElement().asString().contains("not its own");
  }

  @Test
  void duplicateOnOneConnectionIsFound() {
    receive(FIRST, FIRST, SECOND, THIRD);
    assertThat(board.violations()).containsExactly("LAS: place 0 after 0 on one connection");
  }

  @Test
  void duplicateOfWhatWasReceiptedIsFound() {
    receive(FIRST, SECOND);
    board.settle();
    receive(SECOND, THIRD);
    assertThat(board.violations())
        .containsExactly("LAS: place 1 came again after its ack was receipted");
  }

  @Test
  void duplicateOfWhatWasReceiptedOnItsConnectionIsFound() {
    receive(FIRST, SECOND);
    assertThat(board.receipted(board.acknowledged())).isTrue();
    receive(SECOND, THIRD);
    assertThat(board.violations())
        .containsExactly("LAS: place 1 came again after its ack was receipted");
  }

  @Test
  void receiptThatCameOnALaterConnectionDoesNotCount() {
    receive(FIRST, SECOND);
    AirportBoard.Acknowledged before = board.acknowledged();
    board.connected();
    assertThat(board.receipted(before)).isFalse();
    receive(SECOND, THIRD);
    assertThat(board.violations()).isEmpty();
  }

  @Test
  void replayOutOfOrderIsFound() {
    receive(FIRST, SECOND);
    receive(SECOND, FIRST, THIRD);
    assertThat(board.violations()).containsExactly("LAS: place 0 after 1 on one connection");
  }

  @Test
  void completeBoardIsNotWaitedFor() {
    receive(FIRST, SECOND, THIRD);
    assertThat(board.awaitComplete(System.nanoTime())).isTrue();
    assertThat(board.awaitClosingCall(System.nanoTime())).isFalse();
  }

  private void receive(Flight... flights) {
    board.connected();
    for (Flight flight : flights) {
      board.arrived(flight);
    }
  }
}
