package dev.holdfast.proof.check;

/**
 * One membership as far as it can be known from outside. The broker began it at some moment between
 * the first request and the answer, and ended it between two others; an event in between may come
 * or not, and one that is surely inside must.
 */
final class Span {
  private final long askedAt;
  private int asked = 1;

  /** The position in the answer, and when it came. */
  private long joinedOffset = Long.MAX_VALUE;

  private long joinedAt = Long.MAX_VALUE;
  private long leavingAt = Long.MAX_VALUE;
  private long leftAt = Long.MAX_VALUE;

  Span(long askedAt) {
    this.askedAt = askedAt;
  }

  void askedAgain() {
    if (!answered()) {
      asked++;
    }
  }

  void joined(long offset, long at) {
    if (!answered()) {
      joinedOffset = offset;
      joinedAt = at;
    }
  }

  void leaving(long at) {
    leavingAt = Math.min(leavingAt, at);
  }

  void left(long at) {
    leftAt = at;
  }

  boolean answered() {
    return joinedAt != Long.MAX_VALUE;
  }

  boolean isOver() {
    return leftAt != Long.MAX_VALUE;
  }

  /** The event can have been stored within it. */
  boolean mayHold(EventFacts event) {
    boolean begun = event.storedBefore() >= askedAt;
    // Of several requests an earlier one can have begun it; the answer to a single one is exact.
    boolean exact = answered() && asked == 1 && event.offset() >= 0;
    return begun && (!exact || event.offset() > joinedOffset) && event.storedAfter() <= leftAt;
  }

  /** The event was certainly stored within it. */
  boolean mustHold(EventFacts event) {
    boolean begun =
        event.offset() >= 0 ? event.offset() > joinedOffset : event.storedAfter() > joinedAt;
    return answered() && begun && event.durable() && event.storedBefore() < leavingAt;
  }
}
