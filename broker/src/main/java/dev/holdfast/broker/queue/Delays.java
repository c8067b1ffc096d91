package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Events that wait for a time each. Pure; owned by a lane. */
final class Delays {
  /** Of an event of which it is not known yet how long it has to wait; and of none that waits. */
  static final long UNDECIDED = Long.MAX_VALUE;

  private final Map<Long, Long> byOffset = new HashMap<>(0);
  private final TreeSet<Due> byTime = new TreeSet<>();

  /** How many decisions each event waits for. */
  private final Map<Long, Integer> undecided = new HashMap<>(0);

  /** The event waits until then, in milliseconds since 1970, whatever was said before. */
  void put(long offset, long atMs) {
    remove(offset);
    byOffset.put(offset, atMs);
    byTime.add(new Due(atMs, offset));
  }

  /** It waits until it is decided for how long; once more, if it does so already. */
  void putUndecided(long offset) {
    int decisions = undecided.getOrDefault(offset, 0);
    put(offset, UNDECIDED);
    undecided.put(offset, decisions + 1);
  }

  /**
   * A decision has been made; the last of them counts.
   *
   * @return false when another is still to come, or the event does not wait any more
   */
  boolean decide(long offset, long atMs) {
    int decisions = undecided.getOrDefault(offset, 0);
    if (decisions == 1) {
      put(offset, atMs);
    } else if (decisions > 1) {
      undecided.put(offset, decisions - 1);
    }
    return decisions == 1;
  }

  /** It waits no more; false when it did not. */
  boolean remove(long offset) {
    undecided.remove(offset);
    Long waiting = byOffset.remove(offset);
    return waiting != null && byTime.remove(new Due(waiting, offset));
  }

  boolean contains(long offset) {
    return byOffset.containsKey(offset);
  }

  boolean isUndecided(long offset) {
    return undecided.containsKey(offset);
  }

  boolean isEmpty() {
    return byOffset.isEmpty();
  }

  int size() {
    return byOffset.size();
  }

  /** When the first of them is due. */
  long nextMs() {
    return byTime.isEmpty() ? UNDECIDED : byTime.first().atMs();
  }

  /** Takes out what is due by now, the longest due first. */
  List<Long> takeDue(long nowMs) {
    List<Long> due = new ArrayList<>();
    while (nextMs() != UNDECIDED && nextMs() <= nowMs) {
      long offset = byTime.first().number();
      remove(offset);
      due.add(offset);
    }
    return due;
  }
}
