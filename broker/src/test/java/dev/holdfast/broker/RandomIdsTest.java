package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomIdsTest {
  /** {@code holdfast sessions disconnect} took one in 64 for an option. */
  @Test
  void noneBeginsLikeAnOption() {
    List<String> ids = Stream.generate(new RandomIds()).limit(10_000).toList();
    assertThat(ids).allMatch(id -> id.matches("[A-Za-z0-9_][A-Za-z0-9_-]{19}"));
    assertThat(ids).doesNotHaveDuplicates();
  }
}
