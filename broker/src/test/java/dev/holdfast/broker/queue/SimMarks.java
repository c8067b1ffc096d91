package dev.holdfast.broker.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pings of one simulated session. Each notes up to where all has been handed over, as real ones
 * do in the midst of a delivery, and acknowledges that much when it is answered. So whatever is
 * delivered for the first time has to stand behind all that could have been noted before (P2).
 */
final class SimMarks {
  /** Events that may have been passed over, to be delivered when their time has come. */
  private final Set<Long> postponed;

  private final Deque<Mark> underWay = new ArrayDeque<>();

  /** The furthest that a ping could have noted. */
  private long furthest;

  /**
   * A ping.
   *
   * @param upTo what it acknowledges: an offset
   * @param deliveries how many had come before it
   */
  record Mark(long upTo, int deliveries) {}

  SimMarks(Set<Long> postponed) {
    this.postponed = postponed;
  }

  /**
   * An event or a gap has come that is to be acknowledged.
   *
   * @param handedOver what a ping right behind it would note
   */
  void delivered(Event event, boolean again, long handedOver) {
    long offset = event.offset();
    Violation.unless(
        again || offset > furthest || postponed.contains(offset),
        "P2",
        "%d came, but a ping before it would have acknowledged up to %d",
        offset,
        furthest);
    furthest = Math.max(furthest, handedOver);
  }

  /** A ping goes out. */
  void ping(long upTo, int deliveries) {
    underWay.add(new Mark(upTo, deliveries));
  }

  /** The next ping is answered; null when none is under way. */
  @Nullable Mark pong() {
    return underWay.poll();
  }
}
