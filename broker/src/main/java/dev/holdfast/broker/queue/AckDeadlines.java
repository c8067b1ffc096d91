package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * By when each event that a session was sent has to be acknowledged. As all have the same time,
 * they are due in the order in which they were sent. Of those that are acknowledged not many more
 * are kept than the session holds. Pure; owned by its lane.
 */
public final class AckDeadlines {
  private static final int PRUNE_FROM = 64;

  private final long timeoutMs;
  private final LongPredicate held;

  /** By offset, in the order of delivery. */
  private final Map<Long, Long> deadlines = new LinkedHashMap<>();

  private int pruneAt = PRUNE_FROM;

  /**
   * None yet.
   *
   * @param timeoutMs how long the client may take, in milliseconds
   * @param held true of an event that is not acknowledged
   */
  public AckDeadlines(long timeoutMs, LongPredicate held) {
    this.timeoutMs = timeoutMs;
    this.held = held;
  }

  /** An event is sent, for the first time or again. */
  public void delivered(long offset, long nowMs) {
    deadlines.remove(offset);
    deadlines.put(offset, nowMs + timeoutMs);
    if (deadlines.size() >= pruneAt) {
      deadlines.keySet().removeIf(sent -> !held.test(sent));
      pruneAt = PRUNE_FROM + 2 * deadlines.size();
    }
  }

  /** The client has given the event back: it has none until it is sent again. */
  public void givenBack(long offset) {
    deadlines.remove(offset);
  }

  /** When the next is due, in milliseconds since 1970; the greatest number when there is none. */
  public long nextMs() {
    Iterator<Long> first = deadlines.values().iterator();
    return first.hasNext() ? first.next() : Long.MAX_VALUE;
  }

  /** Takes out the events that are due and not acknowledged. */
  public List<Long> takeDue(long nowMs) {
    List<Long> due = new ArrayList<>();
    Iterator<Map.Entry<Long, Long>> oldest = deadlines.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Long, Long> sent = oldest.next();
      if (sent.getValue() > nowMs) {
        break;
      }
      oldest.remove();
      if (held.test(sent.getKey())) {
        due.add(sent.getKey());
      }
    }
    return due;
  }
}
