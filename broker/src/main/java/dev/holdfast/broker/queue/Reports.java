package dev.holdfast.broker.queue;

import java.util.ArrayDeque;

/**
 * Goes round the queues of a lane: on each tick it asks a few of them, so that each is asked every
 * few seconds, however many there are. Owned by the lane.
 */
final class Reports {
  /** So many ticks for a round: ten seconds. */
  private static final int TICKS = 40;

  private final ArrayDeque<Report> waiting = new ArrayDeque<>();

  void add(Report report) {
    waiting.add(report);
  }

  void tick() {
    int due = (waiting.size() + TICKS - 1) / TICKS;
    for (int i = 0; i < due; i++) {
      Report next = waiting.remove();
      if (next.make()) {
        waiting.add(next);
      }
    }
  }
}
