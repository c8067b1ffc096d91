package dev.holdfast.broker.queue;

/**
 * Notes that events of a queue were dropped, which its client is told (P2).
 *
 * @param from they came after this offset
 * @param to and up to this one, in whose place the client is told
 * @param reason why they were dropped
 * @param events how many at most: where a room is shared, nobody counts for each member
 * @param all true when all between was dropped: nothing of it is delivered, even where it is still
 *     stored; false when the others of the range are still there
 * @param timeMs when the last of them was dropped, or had expired: milliseconds since 1970
 */
public record Gap(long from, long to, GapReason reason, long events, boolean all, long timeMs) {
  /** A range that ends after it begins, of at least one event. */
  public Gap {
    if (from < 0 || to <= from || events < 1) {
      throw new IllegalArgumentException(
          "no gap: " + events + " events after " + from + " up to " + to);
    }
  }

  /** This one and a later one as one, for the reason of the later. */
  Gap and(Gap later) {
    return new Gap(
        Math.min(from, later.from),
        Math.max(to, later.to),
        later.reason,
        events + later.events,
        all && later.all,
        later.timeMs);
  }
}
