package dev.holdfast.cli.bench;

import java.util.HashSet;
import java.util.Set;

/**
 * Holds what one member receives against what was emitted: every publisher emits to the rooms in
 * turn, so in one room its sequence numbers grow by the number of rooms. Owner: the member's event
 * loop.
 */
final class Checker {
  /** Bound of the numbers that are remembered as passed over; later ones count as missing only. */
  private static final int MAX_SKIPPED = 100_000;

  private final long[] next;
  private final int step;
  private final Set<Skipped> skipped = new HashSet<>();
  private long distinct;
  private long duplicates;
  private long reordered;

  /** For a member of this room. */
  Checker(int publishers, int room, int rooms) {
    next = new long[publishers];
    step = rooms;
    for (int publisher = 0; publisher < publishers; publisher++) {
      next[publisher] = Room.firstOf(publisher, room, rooms);
    }
  }

  /**
   * Takes one event.
   *
   * @param publisher one of those of the run
   * @return whether it came for the first time
   */
  boolean take(int publisher, long sequence) {
    long expected = next[publisher];
    if (sequence == expected) {
      next[publisher] = sequence + step;
      distinct++;
      return true;
    }
    return sequence > expected ? early(publisher, sequence) : late(publisher, sequence);
  }

  private boolean early(int publisher, long sequence) {
    for (long i = next[publisher]; i < sequence && skipped.size() < MAX_SKIPPED; i += step) {
      skipped.add(new Skipped(publisher, i));
    }
    next[publisher] = sequence + step;
    distinct++;
    return true;
  }

  private boolean late(int publisher, long sequence) {
    if (!skipped.remove(new Skipped(publisher, sequence))) {
      duplicates++;
      return false;
    }
    reordered++;
    distinct++;
    return true;
  }

  /** How many different events came. */
  long distinct() {
    return distinct;
  }

  /** How many came again. */
  long duplicates() {
    return duplicates;
  }

  /** How many came after a later one of the same publisher. */
  long reordered() {
    return reordered;
  }

  private record Skipped(int publisher, long sequence) {}
}
