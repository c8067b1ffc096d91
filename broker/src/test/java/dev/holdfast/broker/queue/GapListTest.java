package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GapListTest {
  private final GapList gaps = new GapList();

  private static QueueGap gap(long from, long to, QueueGap.Hole hole) {
    return new QueueGap(new Gap(from, to, 1, GapReason.QUEUE_EVENTS, to), hole);
  }

  @Test
  void oneThatGoesOnFromAnotherOfItsKindIsOneWithIt() {
    gaps.add(gap(1, 5, QueueGap.Hole.INBOX));
    gaps.add(gap(5, 9, QueueGap.Hole.INBOX));
    assertThat(gaps.all())
        .containsExactly(
            new QueueGap(new Gap(1, 9, 2, GapReason.QUEUE_EVENTS, 9), QueueGap.Hole.INBOX));
  }

  @Test
  void ofTooManyTheOldestOfAKindAreMergedAndWhatIsBetweenThemStays() {
    for (int i = 0; i < 3 * GapList.MAX; i++) {
      gaps.add(gap(10L * i, 10L * i + 1, QueueGap.Hole.NOTHING));
    }
    assertThat(gaps.all()).hasSize(GapList.MAX);
    assertThat(gaps.all().get(0).gap().events()).isEqualTo(2 * GapList.MAX + 1);
    assertThat(gaps.floor(QueueGap.Hole.INBOX)).isZero();
  }

  @Test
  void aMergeNeverDropsWhatWasNotDropped() {
    gaps.add(gap(0, 1, QueueGap.Hole.INBOX));
    for (int i = 1; i < 2 * GapList.MAX; i++) {
      gaps.add(gap(10L * i, 10L * i + 1, QueueGap.Hole.NOTHING));
    }
    assertThat(gaps.floor(QueueGap.Hole.INBOX)).isEqualTo(1);
    assertThat(gaps.floor(QueueGap.Hole.QUEUE)).isZero();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    gaps.add(gap(3, 8, QueueGap.Hole.INBOX));
    gaps.add(gap(11, 12, QueueGap.Hole.NOTHING));
    gaps.add(gap(12, 40, QueueGap.Hole.QUEUE));
    assertThat(GapList.decode(gaps.encode()).all()).isEqualTo(gaps.all());
  }

  @Test
  void theyAreTakenInTheOrderOfTheirEnds() {
    gaps.add(gap(11, 12, QueueGap.Hole.NOTHING));
    gaps.add(gap(3, 8, QueueGap.Hole.INBOX));
    assertThat(gaps.firstTo()).isEqualTo(8);
    gaps.takeFirst();
    assertThat(gaps.removeUpTo(12)).isTrue();
    assertThat(gaps.isEmpty()).isTrue();
  }
}
