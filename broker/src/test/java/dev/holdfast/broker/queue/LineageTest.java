package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.queue.Lineage.Ancestor;
import dev.holdfast.broker.queue.Lineage.Known;
import dev.holdfast.broker.queue.Lineage.Meaning;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What positions mean to a store that was restored twice: of 1 up to 100, of 2 up to 250. */
class LineageTest {
  private static final Lineage RESTORED =
      Lineage.of(3, List.of(new Ancestor(1, 100), new Ancestor(2, 250)));

  @Test
  void anEventKeepsThePositionItHadWhenItWasWritten() {
    assertThat(RESTORED.position(0)).isEqualTo("1-0-0");
    assertThat(RESTORED.position(100)).isEqualTo("1-0-100");
    assertThat(RESTORED.position(101)).isEqualTo("2-0-101");
    assertThat(RESTORED.position(250)).isEqualTo("2-0-250");
    assertThat(RESTORED.position(251)).isEqualTo("3-0-251");
    assertThat(Lineage.of(7).position(0)).isEqualTo("7-0-0");
  }

  @Test
  void everyPositionThatIsGivenOutIsKnownAgain() {
    for (long offset = 0; offset <= 300; offset++) {
      Position position = Position.parse(RESTORED.position(offset));
      assertThat(RESTORED.meaning(position)).isEqualTo(new Meaning(Known.HERE, offset));
    }
  }

  @Test
  void whatWasWrittenAfterABackupIsAheadOfTheStoreRestoredFromIt() {
    assertThat(RESTORED.meaning(new Position(1, 0, 101))).isEqualTo(new Meaning(Known.AHEAD, 100));
    assertThat(RESTORED.meaning(new Position(2, 0, 900))).isEqualTo(new Meaning(Known.AHEAD, 250));
  }

  @Test
  void positionsOfOtherHistoriesAndShardsMeanNothing() {
    assertThat(RESTORED.meaning(new Position(9, 0, 1)).known()).isEqualTo(Known.NOT);
    assertThat(RESTORED.meaning(new Position(3, 1, 1)).known()).isEqualTo(Known.NOT);
    assertThat(Lineage.of(3).meaning(new Position(1, 0, 1)).known()).isEqualTo(Known.NOT);
  }

  @Test
  void historiesThatOverlapAreRefused() {
    assertThatThrownBy(() -> Lineage.of(3, List.of(new Ancestor(1, 100), new Ancestor(2, 99))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
