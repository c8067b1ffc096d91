package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one session holds delivered and unacknowledged, in the order of delivery. Bounded twice: in
 * events not acknowledged (the window), and in the stretch from the oldest of them to the newest
 * delivered, so that one event nobody acknowledges cannot make the set behind it grow for ever.
 * Owned by the session's lane.
 */
public final class AckWindow {
  private static final int INITIAL = 16;

  private final int maxOutOfOrder;
  private int limit;

  /**
   * A ring of offsets; an acknowledged one is kept, negated, until all before it are acknowledged.
   */
  private long[] ring = new long[INITIAL];

  private int head;
  private int size;
  private int unacknowledged;

  /** How many have come into the window, and how many of them {@link #takeDone} has told of. */
  private long entered;

  private long told;

  /**
   * Held events that were, or are to be, delivered out of order: a cumulative acknowledgement means
   * one only if it names an event that was delivered no earlier.
   */
  private final Map<Long, Late> late = new HashMap<>(0);

  private long lateDeliveries;

  /**
   * When an event was delivered out of order.
   *
   * @param after every event up to this offset had been delivered before, or was late too
   * @param number of such deliveries, it included
   */
  private record Late(long after, long number) {
    /** Not delivered yet. */
    static final Late WITHHELD = new Late(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Of the gaps in it, by offset: the cursor stays at this one until the gap is acknowledged. */
  private final Map<Long, Long> gaps = new HashMap<>(0);

  /** Acknowledged since {@link #takeAlso} while an earlier one was not. */
  private final List<Long> newlyAlso = new ArrayList<>();

  /**
   * An empty window.
   *
   * @param limit how many unacknowledged events it may hold
   * @param maxOutOfOrder how many acknowledged ones it may hold besides, behind the oldest that is
   *     not
   */
  AckWindow(int limit, int maxOutOfOrder) {
    this.limit = limit;
    this.maxOutOfOrder = maxOutOfOrder;
  }

  /** Changes how many it may hold; what it holds beyond that stays until it is acknowledged. */
  public void limit(int newLimit) {
    limit = newLimit;
  }

  /** How many more events may be delivered. */
  int room() {
    return Math.min(limit - unacknowledged, limit + maxOutOfOrder - size);
  }

  /** How many delivered events wait for their acknowledgement. */
  public int unacknowledged() {
    return unacknowledged;
  }

  /** The window is half full or more. */
  public boolean halfFull() {
    return unacknowledged * 2 >= limit;
  }

  /** Notes a delivery; offsets only grow. */
  void delivered(long offset) {
    if (size == ring.length) {
      grow();
    }
    ring[index(size++)] = offset;
    unacknowledged++;
    entered++;
  }

  /**
   * Notes that a gap was told. It is acknowledged by the cursor alone: acknowledged out of order it
   * may be told once more.
   *
   * @param before where the cursor stays until it is acknowledged
   */
  void told(long offset, long before) {
    delivered(offset);
    gaps.put(offset, before);
  }

  /** Notes an event that need not be delivered: it was acknowledged in an earlier session. */
  void skipped(long offset) {
    if (size > 0) {
      delivered(offset);
      ring[index(size - 1)] = -offset;
      unacknowledged--;
      entered--;
    }
  }

  /** How many events were acknowledged since this was last asked. */
  int takeDone() {
    long done = entered - unacknowledged;
    int since = (int) (done - told);
    told = done;
    return since;
  }

  /** True when the event was delivered and waits for its acknowledgement. */
  public boolean holds(long offset) {
    int found = find(offset);
    return found >= 0 && ring[index(found)] > 0;
  }

  /** A held event is not with the client: none of its cumulative acknowledgements means it. */
  void withhold(long offset) {
    late.put(offset, Late.WITHHELD);
  }

  /**
   * It is sent now, after everything delivered so far: what comes later does mean it. One that the
   * client has not given back since it was sent last may be done with: nothing changes for it.
   */
  void sentAgain(long offset) {
    if (Late.WITHHELD.equals(late.get(offset))) {
      late.put(offset, new Late(Math.abs(ring[index(size - 1)]), ++lateDeliveries));
    }
  }

  /** The events that are delivered and not acknowledged, without gaps, in order. */
  List<Long> heldEvents() {
    return held().stream().filter(offset -> !gaps.containsKey(offset)).toList();
  }

  private List<Long> held() {
    List<Long> held = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (ring[index(i)] > 0) {
        held.add(ring[index(i)]);
      }
    }
    return held;
  }

  /** Everything up to {@code offset} is done, but for what is withheld. */
  public void acknowledgeUpTo(long offset) {
    if (!late.isEmpty()) {
      held().stream()
          .filter(held -> held <= offset && means(offset, held))
          .forEach(this::acknowledge);
      return;
    }
    while (size > 0 && Math.abs(ring[head]) <= offset) {
      if (ring[head] > 0) {
        unacknowledged--;
      }
      dropHead();
    }
    dropAcknowledgedHead();
  }

  /** Whether an acknowledgement up to one event means another one before it. */
  private boolean means(long upTo, long held) {
    Late delivered = late.get(held);
    Late named = late.get(upTo);
    return delivered == null
        || upTo == held
        || (named == null ? upTo > delivered.after() : named.number() > delivered.number());
  }

  /** One event is done; one that is not held changes nothing. */
  public void acknowledge(long offset) {
    int found = find(offset);
    if (found < 0 || ring[index(found)] < 0) {
      return;
    }
    ring[index(found)] = -offset;
    unacknowledged--;
    late.remove(offset);
    if (found > 0 && !gaps.containsKey(offset)) {
      newlyAlso.add(offset);
    }
    dropAcknowledgedHead();
  }

  /**
   * The offset up to which everything is done, when everything up to {@code position} was
   * delivered.
   */
  long cursor(long position) {
    if (size == 0) {
      return position;
    }
    return gaps.isEmpty() ? ring[head] - 1 : gaps.getOrDefault(ring[head], ring[head] - 1);
  }

  /** The offsets after {@code cursor} acknowledged since the last call. */
  List<Long> takeAlso(long cursor) {
    List<Long> also = newlyAlso.stream().filter(offset -> offset > cursor).toList();
    newlyAlso.clear();
    return also;
  }

  /** True when {@link #takeAlso} may have something. */
  boolean hasNewAlso() {
    return !newlyAlso.isEmpty();
  }

  private void dropAcknowledgedHead() {
    while (size > 0 && ring[head] < 0) {
      dropHead();
    }
  }

  private void dropHead() {
    if (!gaps.isEmpty()) {
      gaps.remove(Math.abs(ring[head]));
    }
    head = index(1);
    size--;
  }

  private int find(long offset) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long here = Math.abs(ring[index(middle)]);
      if (here == offset) {
        return middle;
      } else if (here < offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private int index(int at) {
    return (head + at) & (ring.length - 1);
  }

  private void grow() {
    long[] larger = new long[ring.length * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = ring[index(i)];
    }
    ring = larger;
    head = 0;
  }
}
