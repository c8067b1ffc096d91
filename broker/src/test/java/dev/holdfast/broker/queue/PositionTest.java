package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
  @Test
  void readsWhatItWrites() {
    Position position = new Position(Integer.MAX_VALUE, 65, 999_999_999_999_999_999L);
    assertThat(Position.parse(position.toString())).isEqualTo(position);
    assertThat(new Position(35, 0, 7)).hasToString("z-0-7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1-0",
        "1-0-",
        "1-0--1",
        "1-0-01",
        "1-00-1",
        "A-0-1",
        "1-0-1 ",
        "zzzzzz-0-1",
        "1-0-9999999999999999999"
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Position.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
