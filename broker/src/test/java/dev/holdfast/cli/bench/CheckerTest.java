package dev.holdfast.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckerTest {
  @Test
  void eachPublisherIsCountedByItself() {
    Checker checker = new Checker(2, 0, 1);
    for (int i = 0; i < 10; i++) {
      assertThat(checker.take(0, i)).isTrue();
      assertThat(checker.take(1, i)).isTrue();
    }
    assertFigures(checker, 20, 0, 0);
  }

  @Test
  void aRoomGetsEveryNthEventOfAPublisher() {
    int rooms = 3;
    for (int publisher = 0; publisher < 5; publisher++) {
      Checker[] members = new Checker[rooms];
      for (int room = 0; room < rooms; room++) {
        members[room] = new Checker(5, room, rooms);
      }
      for (long sequence = 0; sequence < 30; sequence++) {
        members[Room.of(publisher, sequence, rooms)].take(publisher, sequence);
      }
      for (Checker member : members) {
        assertFigures(member, 10, 0, 0);
      }
    }
  }

  @Test
  void whatComesAgainIsADuplicate() {
    Checker checker = new Checker(1, 0, 1);
    checker.take(0, 0);
    checker.take(0, 1);
    assertThat(checker.take(0, 0)).isFalse();
    assertThat(checker.take(0, 1)).isFalse();
    assertFigures(checker, 2, 2, 0);
  }

  @Test
  void whatComesAfterALaterOneIsOutOfOrderOnce() {
    Checker checker = new Checker(1, 0, 1);
    checker.take(0, 2);
    assertThat(checker.take(0, 1)).isTrue();
    assertThat(checker.take(0, 0)).isTrue();
    assertThat(checker.take(0, 1)).isFalse();
    assertThat(checker.take(0, 3)).isTrue();
    assertFigures(checker, 4, 1, 2);
  }

  @Test
  void aGapIsNoMoreThanAnEventThatIsNotCounted() {
    Checker checker = new Checker(1, 0, 1);
    checker.take(0, 0);
    checker.take(0, 5_000_000);
    assertFigures(checker, 2, 0, 0);
  }

  private static void assertFigures(
      Checker checker, long distinct, long duplicates, long reordered) {
    assertThat(checker.distinct()).isEqualTo(distinct);
    assertThat(checker.duplicates()).isEqualTo(duplicates);
    assertThat(checker.reordered()).isEqualTo(reordered);
  }
}
