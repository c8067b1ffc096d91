package dev.holdfast.client.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandledTest {
  private final Handled handled = new Handled(3);

  private static Offset at(String history, long number) {
    return new Offset(history, number);
  }

  @Test
  void knowsSingleOnesAndAllUpToOne() {
    handled.add(at("a-0", 7));
    assertThat(handled.contains(at("a-0", 7))).isTrue();
    assertThat(handled.contains(at("a-0", 6))).isFalse();
    assertThat(handled.contains(at("a-1", 7))).as("another shard").isFalse();
    handled.addUpTo(at("a-0", 9));
    assertThat(handled.contains(at("a-0", 6))).isTrue();
    assertThat(handled.contains(at("a-0", 9))).isTrue();
    assertThat(handled.contains(at("a-0", 10))).isFalse();
    assertThat(handled.size()).as("single ones").isZero();
  }

  @Test
  void upToNeverGoesBack() {
    handled.addUpTo(at("a-0", 9));
    assertThat(handled.addUpTo(at("a-0", 4))).isFalse();
    assertThat(handled.contains(at("a-0", 9))).isTrue();
  }

  @Test
  void tooManySingleOnesPushTheEarliestOut() {
    for (long number = 1; number <= 4; number++) {
      handled.add(at("a-0", number));
    }
    assertThat(handled.contains(at("a-0", 1))).isFalse();
    assertThat(handled.contains(at("a-0", 2))).isTrue();
    assertThat(handled.size()).isEqualTo(3);
  }

  @Test
  void tooManyHistoriesPushTheOneOutThatIsOutOfUse() {
    for (int epoch = 0; epoch < 16; epoch++) {
      handled.addUpTo(at("e" + epoch + "-0", 5));
    }
    assertThat(handled.contains(at("e0-0", 5))).isTrue();
    handled.addUpTo(at("new-0", 5));
    assertThat(handled.contains(at("e0-0", 5))).as("asked for just now").isTrue();
    assertThat(handled.contains(at("e1-0", 5))).isFalse();
  }

  @Test
  void recordsMakeItAgain() {
    handled.addUpTo(at("a-0", 9));
    handled.add(at("a-0", 12));
    handled.add(at("b-0", 3));
    Handled again = new Handled(3);
    handled.records().forEach(again::apply);
    assertThat(again.records()).isEqualTo(handled.records());
    assertThat(again.contains(at("b-0", 3))).isTrue();
  }

  @Test
  void positionsOfAnotherFormAreNotRead() {
    assertThat(Offset.parse("k3x-0-17")).isEqualTo(at("k3x-0", 17));
    assertThat(Offset.parse("p1")).isNull();
    assertThat(Offset.parse("")).isNull();
    assertThat(Offset.parse("k-0-1234567890123456789")).isNull();
  }
}
