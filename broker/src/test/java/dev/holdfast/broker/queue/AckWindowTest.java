package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AckWindowTest {
  @Test
  void whatIsSentOnceMoreThoughItWasNotGivenBackMayBeDoneWith() {
    AckWindow window = new AckWindow(10, 10);
    window.delivered(1);
    window.delivered(2);
    window.withhold(1);
    window.sentAgain(1);
    window.delivered(3);
    window.sentAgain(1);
    window.acknowledgeUpTo(3);
    assertThat(window.unacknowledged()).isZero();
  }

  @Test
  void isFullWhenItHoldsItsLimit() {
    AckWindow window = new AckWindow(2, 5);
    window.delivered(3);
    assertThat(window.halfFull()).isTrue();
    window.delivered(8);
    assertThat(window.room()).isZero();
    window.acknowledge(8);
    assertThat(window.room()).isEqualTo(1);
  }

  @Test
  void oneEventNobodyAcknowledgesStopsItBeforeTheSetBehindGrowsForEver() {
    AckWindow window = new AckWindow(2, 3);
    window.delivered(1);
    for (long offset = 2; offset <= 5; offset++) {
      assertThat(window.room()).isPositive();
      window.delivered(offset);
      window.acknowledge(offset);
    }
    assertThat(window.room()).isZero();
    window.acknowledge(1);
    assertThat(window.room()).isEqualTo(2);
  }

  @Test
  void acknowledgesOutOfOrderOnceAndOnlyWhatIsAfterTheCursor() {
    AckWindow window = new AckWindow(10, 10);
    window.delivered(2);
    window.delivered(4);
    window.delivered(6);
    window.acknowledge(4);
    assertThat(window.cursor(9)).isEqualTo(1);
    assertThat(window.takeAlso(1)).containsExactly(4L);
    assertThat(window.takeAlso(1)).isEmpty();
    window.acknowledgeUpTo(5);
    assertThat(window.cursor(9)).isEqualTo(5);
    window.acknowledge(6);
    assertThat(window.cursor(9)).isEqualTo(9);
  }

  /** Each number is one action: of three, deliver, acknowledge one, acknowledge all up to one. */
  @Property
  void doesWhatAPlainMapDoes(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 299) Integer> actions) {
    AckWindow window = new AckWindow(1_000, 1_000);
    TreeMap<Long, Boolean> plain = new TreeMap<>();
    TreeSet<Long> also = new TreeSet<>();
    long last = 0;
    for (int action : actions) {
      long chosen = 1L + action / 3;
      if (action % 3 == 0) {
        last += chosen;
        window.delivered(last);
        plain.put(last, false);
      } else if (action % 3 == 1) {
        window.acknowledge(chosen);
        plain.computeIfPresent(chosen, (offset, done) -> true);
      } else {
        window.acknowledgeUpTo(chosen);
        plain.headMap(chosen, true).replaceAll((offset, done) -> true);
      }
      TreeSet<Long> open = new TreeSet<>();
      plain.forEach((offset, done) -> addIf(!done, open, offset));
      assertThat(window.unacknowledged()).isEqualTo(open.size());
      long cursor = open.isEmpty() ? last : open.first() - 1;
      assertThat(window.cursor(last)).isEqualTo(cursor);
      plain.keySet().forEach(o -> assertThat(window.holds(o)).isEqualTo(open.contains(o)));
      also.addAll(window.takeAlso(cursor));
      also.headSet(cursor, true).clear();
      TreeSet<Long> later = new TreeSet<>();
      plain.tailMap(cursor, false).forEach((offset, done) -> addIf(done, later, offset));
      assertThat(also).isEqualTo(later);
    }
  }

  private static void addIf(boolean wanted, Set<Long> set, long offset) {
    if (wanted) {
      set.add(offset);
    }
  }
}
