package dev.holdfast.broker.session;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The ack ids of one session and the events they stand for, by offset. An event that is delivered
 * again gets a new id and its old one is void, so that no more ids are held than events; those of
 * events acknowledged in another way are dropped from time to time. Owned by the session's lane.
 */
final class AckIds {
  private static final int PRUNE_FROM = 16;

  private final LongPredicate unacknowledged;
  private final Map<Long, Long> offsets = new HashMap<>();
  private final Map<Long, Long> ids = new HashMap<>();
  private final AckCounter counter;

  /** The size at which it is worth a look which events are acknowledged. */
  private int pruneAt = PRUNE_FROM;

  /**
   * None yet.
   *
   * @param counter gives out the session's ids, for whatever they are needed
   * @param unacknowledged whether the event at an offset still waits for its acknowledgement
   */
  AckIds(AckCounter counter, LongPredicate unacknowledged) {
    this.counter = counter;
    this.unacknowledged = unacknowledged;
  }

  /** The id for a delivery of the event at this offset. */
  long next(long offset) {
    if (ids.size() >= pruneAt) {
      ids.keySet().removeIf(held -> !unacknowledged.test(held));
      offsets.values().removeIf(held -> !unacknowledged.test(held));
      pruneAt = PRUNE_FROM + 2 * ids.size();
    }
    long id = counter.next();
    Long earlier = ids.put(offset, id);
    if (earlier != null) {
      offsets.remove(earlier);
    }
    offsets.put(id, offset);
    return id;
  }

  /** The offset an id stands for, which it does once; null when it stands for none. */
  @Nullable Long take(long id) {
    Long offset = offsets.remove(id);
    if (offset != null) {
      ids.remove(offset);
    }
    return offset;
  }

  /** How many ids are held. */
  int size() {
    return offsets.size();
  }
}
