package dev.holdfast.broker.queue;

/**
 * What an operator sets for a room.
 *
 * @param ttlMs how long an event of it is delivered, in milliseconds; 0 for as long as it takes
 * @param historyMs how long an event is kept when all members have acknowledged it, for those who
 *     ask for the past, in milliseconds
 * @param historyEvents how many of the latest events are kept so
 */
public record RoomPolicy(long ttlMs, long historyMs, long historyEvents) {
  /** Nothing expires, and what all have acknowledged is not kept. */
  public static final RoomPolicy NONE = new RoomPolicy(0, 0, 0);

  /** True when events are kept that all members have acknowledged. */
  public boolean keepsHistory() {
    return historyMs > 0 || historyEvents > 0;
  }
}
