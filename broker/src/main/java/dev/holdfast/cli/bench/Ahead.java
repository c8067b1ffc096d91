package dev.holdfast.cli.bench;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Keeps the publishers from running away from the subscribers: no more events than a limit, over
 * all rooms, that some connected member of theirs has not received. Owner: the publishers' event
 * loop.
 */
final class Ahead {
  /** Looking at many subscribers takes time: no more than one part of so many. */
  private static final int SHARE = 10;

  private final List<Room> rooms;
  private final long limit;
  private final LongSupplier clock;

  /** What may be emitted before it has to be looked again. */
  private long allowance;

  private long nextLookAt;

  /**
   * With nothing emitted yet.
   *
   * @param clock in nanoseconds
   */
  Ahead(List<Room> rooms, long limit, LongSupplier clock) {
    this.rooms = rooms;
    this.limit = limit;
    this.clock = clock;
  }

  /** Whether another event may be emitted. */
  boolean open() {
    if (allowance == 0) {
      look();
    }
    return allowance > 0;
  }

  private void look() {
    long now = clock.getAsLong();
    if (now < nextLookAt) {
      return;
    }
    long behind = 0;
    for (Room room : rooms) {
      behind += room.behind();
    }
    allowance = Math.max(0, limit - behind);
    long after = clock.getAsLong();
    nextLookAt = after + SHARE * (after - now);
  }

  /** One is emitted. */
  void take() {
    allowance--;
  }
}
