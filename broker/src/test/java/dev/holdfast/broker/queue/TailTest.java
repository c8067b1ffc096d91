package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TailTest {
  private static final long COMMIT_WEIGHT = 200;

  private final Tail tail = new Tail(10, 3 * COMMIT_WEIGHT);

  @Test
  void findsTheCommitThatHoldsTheNextRecord() {
    add(11, 12);
    add(13, 13);
    add(14, 20);
    assertThat(tail.start()).isEqualTo(10);
    assertThat(tail.end()).isEqualTo(20);
    assertThat(tail.after(10).first()).isEqualTo(11);
    assertThat(tail.after(11).first()).isEqualTo(11);
    assertThat(tail.after(12).first()).isEqualTo(13);
    assertThat(tail.after(13).first()).isEqualTo(14);
    assertThat(tail.after(19).first()).isEqualTo(14);
  }

  @Test
  void theOldestFallOutWhenItIsFull() {
    for (long offset = 11; offset <= 1_000; offset++) {
      add(offset, offset);
      assertThat(tail.end()).isEqualTo(offset);
      assertThat(tail.start()).isEqualTo(Math.max(10, offset - 3));
      assertThat(tail.after(tail.start()).first()).isEqualTo(tail.start() + 1);
    }
  }

  @Test
  void aCommitLargerThanTheWholeTailIsReadFromTheStore() {
    Tail tiny = new Tail(10, COMMIT_WEIGHT - 1);
    tiny.add(new Commit(11, 15, List.of()));
    assertThat(tiny.start()).isEqualTo(15);
    assertThat(tiny.end()).isEqualTo(15);
  }

  private void add(long first, long last) {
    tail.add(new Commit(first, last, List.of()));
  }
}
