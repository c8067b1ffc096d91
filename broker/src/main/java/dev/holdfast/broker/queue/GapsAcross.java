package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * Gaps that the last page told of and that reach over the place at which a reader turns from pages
 * to the tail: of the events they stand for, those before that place are in neither. Owned by the
 * session's lane.
 */
final class GapsAcross {
  private List<Gap> ofPage = List.of();

  /** A page was read. */
  void note(PageRequest.Page page) {
    ofPage = new ArrayList<>(page.beyond());
    for (Event event : page.events()) {
      if (event.gap() != null) {
        ofPage.add(event.gap());
      }
    }
  }

  /** The reader goes on from the tail after {@code position}: it tells them in their places. */
  void turn(long position, GapsToTell gaps) {
    if (ofPage.isEmpty()) {
      return;
    }
    for (Gap gap : ofPage) {
      if (gap.from() < position && gap.to() > position) {
        gaps.add(new QueueGap(gap, QueueGap.Hole.NOTHING));
      }
    }
    ofPage = List.of();
  }
}
