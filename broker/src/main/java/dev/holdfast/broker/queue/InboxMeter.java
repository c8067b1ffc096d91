package dev.holdfast.broker.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How much waits in the inbox of one client that has limits. Kept as long as its client is in
 * memory; all of it follows from what is stored. Owned by the shard writer.
 */
final class InboxMeter {
  /** What was counted, and what was added since: what was acknowledged since is in it too. */
  private StreamCount waiting = StreamCount.NONE;

  private long countedAfter = -1;

  /** How often parts of inboxes had been given up unacknowledged when it was counted. */
  private long countedAt;

  /** The oldest of what is stored, as far as it was looked for. */
  private final Deque<Placed> stored = new ArrayDeque<>();

  /** Nothing more is stored than was looked for. */
  private boolean allLooked;

  /** Added by the commit under way. */
  private final Deque<Placed> fresh = new ArrayDeque<>();

  private boolean used;

  /** One event of the inbox. */
  record Placed(long offset, long bytes) {}

  StreamCount waiting() {
    return waiting;
  }

  /** True when it is exact for a queue that begins after this offset, after so many trims. */
  boolean isExact(long after, long trims) {
    return countedAfter == after && countedAt == trims;
  }

  /**
   * Takes a new count.
   *
   * @param after what the count begins after
   * @param trims how often parts of inboxes have been given up unacknowledged
   * @param pending what the stream has from there on, and all that the commit under way added
   */
  void counted(long after, long trims, StreamCount pending) {
    if (countedAt != trims) {
      stored.clear();
      allLooked = false;
      countedAt = trims;
    }
    waiting = pending;
    for (Placed added : fresh) {
      if (added.offset() <= after) {
        waiting = waiting.minus(new StreamCount(1, added.bytes()));
      }
    }
    countedAfter = after;
  }

  /** An event was stored. */
  void added(Placed event) {
    waiting = waiting.plus(new StreamCount(1, event.bytes()));
    fresh.add(event);
  }

  /** The oldest event after an offset is taken out; null for none. */
  @Nullable Placed dropOldest(long after, EventTable events, long stream) {
    Placed oldest = firstAfter(stored, after);
    while (oldest == null && !allLooked) {
      stored.addAll(events.firstRow(stream, after));
      allLooked = stored.isEmpty();
      oldest = firstAfter(stored, after);
    }
    if (oldest == null) {
      oldest = firstAfter(fresh, after);
    }
    if (oldest != null) {
      waiting = waiting.minus(new StreamCount(1, oldest.bytes()));
      countedAfter = oldest.offset();
    }
    return oldest;
  }

  private static @Nullable Placed firstAfter(Deque<Placed> events, long after) {
    while (!events.isEmpty() && events.getFirst().offset() <= after) {
      events.removeFirst();
    }
    return events.peekFirst();
  }

  /** The commit under way has used it. */
  void use() {
    used = true;
  }

  boolean isUsed() {
    return used;
  }

  /** What was added is stored now. */
  void committed() {
    used = false;
    fresh.clear();
    allLooked = false;
  }
}
