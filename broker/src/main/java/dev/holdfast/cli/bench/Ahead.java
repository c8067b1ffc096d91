package dev.holdfast.cli.bench;

import java.util.List;

/**
 * Keeps the publishers from running away from the subscribers: no more events than a limit, over
 * all rooms, that some connected member of theirs has not received. Owner: the publishers' event
 * loop.
 */
final class Ahead {
  private final List<Room> rooms;
  private final long limit;

  /** What may be emitted before it has to be looked again. */
  private long allowance;

  Ahead(List<Room> rooms, long limit) {
    this.rooms = rooms;
    this.limit = limit;
  }

  /** Whether another event may be emitted. */
  boolean open() {
    if (allowance == 0) {
      long behind = 0;
      for (Room room : rooms) {
        behind += room.behind();
      }
      allowance = Math.max(0, limit - behind);
    }
    return allowance > 0;
  }

  /** One is emitted. */
  void take() {
    allowance--;
  }
}
