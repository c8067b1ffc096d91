package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * How much may wait in the queue of one client; 0 is no limit.
 *
 * @param maxEvents events that are not acknowledged
 * @param maxBytes their bytes
 * @param maxAgeMs how long the oldest may wait, in milliseconds
 * @param overflow what happens beyond; each event that is dropped is told of by a gap (P2)
 */
public record QueueLimits(long maxEvents, long maxBytes, long maxAgeMs, Overflow overflow) {
  /** As much as the disk holds. */
  public static final QueueLimits NONE = new QueueLimits(0, 0, 0, Overflow.DROP_OLDEST);

  /** What becomes of an event for a queue that is full. */
  public enum Overflow {
    /** The emit is refused, and its publisher told. */
    REJECT("reject"),
    /** The oldest events of the queue make room. */
    DROP_OLDEST("drop-oldest"),
    /** The event does not enter that queue. */
    DROP_NEWEST("drop-newest");

    private final String word;

    Overflow(String word) {
      this.word = word;
    }

    /** As it stands in the configuration and on the wire. */
    public String word() {
      return word;
    }
  }

  /** Which limit so much has reached, so that nothing more has room; null for none. */
  @Nullable GapReason reached(StreamCount waiting) {
    if (maxEvents > 0 && waiting.events() >= maxEvents) {
      return GapReason.QUEUE_EVENTS;
    }
    return maxBytes > 0 && waiting.bytes() >= maxBytes ? GapReason.QUEUE_BYTES : null;
  }

  /** Which limit so much exceeds; null for none. One event alone is taken whatever its size. */
  @Nullable GapReason exceeded(StreamCount waiting) {
    if (maxEvents > 0 && waiting.events() > maxEvents) {
      return GapReason.QUEUE_EVENTS;
    }
    boolean over = maxBytes > 0 && waiting.bytes() > maxBytes;
    return over && waiting.events() > 1 ? GapReason.QUEUE_BYTES : null;
  }

  /** True when there is any limit. */
  public boolean any() {
    return maxEvents > 0 || maxBytes > 0 || maxAgeMs > 0;
  }
}
