package dev.holdfast.broker.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a member of a shared queue was delivered, in the order of delivery. That need not be the
 * order of the offsets: events that another member gave back come late. So a cumulative
 * acknowledgement is taken in the order of delivery, which is the client's. Bounded by the window,
 * and by how far the queue reads past its oldest unacknowledged event. Owned by the session's lane.
 */
final class MemberWindow {
  private static final long NONE = -1;

  /** By offset, whether it is acknowledged; from the first that is not. */
  private final Map<Long, Boolean> delivered = new LinkedHashMap<>();

  /** Given back by the client: cumulative acknowledgements do not mean them. */
  private final Set<Long> withheld = new HashSet<>(0);

  private final int limit;
  private int unacknowledged;
  private long last = NONE;

  /** The newest of those that are acknowledged with all before them. */
  private long lastDone = NONE;

  private List<Long> newlyAcknowledged = new ArrayList<>();

  /** Empty, for this many unacknowledged events. */
  MemberWindow(int limit) {
    this.limit = limit;
  }

  /** Notes the first delivery of an event. */
  void delivered(long offset) {
    delivered.put(offset, false);
    unacknowledged++;
    last = offset;
  }

  /** The client gave it back, and it is not delivered again yet. */
  void withhold(long offset) {
    if (holds(offset)) {
      withheld.add(offset);
    }
  }

  /** It is delivered once more: if the client gave it back, after everything it has. */
  void deliveredAgain(long offset) {
    if (withheld.remove(offset)) {
      delivered.remove(offset);
      delivered.put(offset, false);
      last = offset;
    }
  }

  /** What the client has and has not acknowledged, in the order of delivery. */
  List<Long> held() {
    return delivered.entrySet().stream()
        .filter(event -> !event.getValue() && !withheld.contains(event.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** It was given up: it is done, and nobody has to be told. */
  void drop(long offset) {
    if (holds(offset)) {
      unacknowledged--;
      withheld.remove(offset);
      delivered.put(offset, true);
      dropDone();
    }
  }

  /** True when it was delivered and is not acknowledged. */
  boolean holds(long offset) {
    return Boolean.FALSE.equals(delivered.get(offset));
  }

  /** True when it was delivered, unless it was acknowledged long since. */
  boolean wasDelivered(long offset) {
    return delivered.containsKey(offset) || (offset == lastDone && offset != NONE);
  }

  int unacknowledged() {
    return unacknowledged;
  }

  boolean halfFull() {
    return unacknowledged * 2 >= limit;
  }

  /** What was delivered last, for the first time. */
  long last() {
    return last;
  }

  /** This one is done. */
  void acknowledge(long offset) {
    if (holds(offset)) {
      acknowledged(offset);
      delivered.put(offset, true);
      dropDone();
    }
  }

  /** Everything delivered before this event, and it, is done. */
  void acknowledgeUpTo(long offset) {
    if (!delivered.containsKey(offset)) {
      return;
    }
    Iterator<Map.Entry<Long, Boolean>> oldest = delivered.entrySet().iterator();
    long at;
    do {
      Map.Entry<Long, Boolean> entry = oldest.next();
      at = entry.getKey();
      if (at != offset && withheld.contains(at)) {
        continue;
      }
      lastDone = at;
      if (!entry.getValue()) {
        acknowledged(at);
      }
      oldest.remove();
    } while (at != offset);
    dropDone();
  }

  private void acknowledged(long offset) {
    unacknowledged--;
    withheld.remove(offset);
    newlyAcknowledged.add(offset);
  }

  private void dropDone() {
    Iterator<Map.Entry<Long, Boolean>> oldest = delivered.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Long, Boolean> entry = oldest.next();
      if (!entry.getValue()) {
        return;
      }
      lastDone = entry.getKey();
      oldest.remove();
    }
  }

  /** What was acknowledged since the last call. */
  List<Long> takeAcknowledged() {
    List<Long> taken = newlyAcknowledged;
    newlyAcknowledged = new ArrayList<>();
    return taken;
  }
}
