package dev.holdfast.broker.queue;

/**
 * A place in a room: behind an offset, or at a time. Times are those at which the broker took the
 * events. Where its clock was set back they are not in the order of the events: then a place is one
 * of those at which events of before that time end.
 *
 * @param offset everything up to this offset is before the place; of a time {@link #UNKNOWN}
 * @param timeMs milliseconds since 1970; 0 of an offset
 */
public record Place(long offset, long timeMs) {
  /** Where the room has been for as long as it is. */
  public static final Place EARLIEST = after(0);

  /** Behind everything. */
  public static final Place LATEST = after(Long.MAX_VALUE);

  /** {@code offset} of a place that is named by its time. */
  private static final long UNKNOWN = -1;

  /** Behind this offset. */
  public static Place after(long offset) {
    return new Place(offset, 0);
  }

  /** Before the first event of this time or later. */
  public static Place at(long timeMs) {
    return new Place(UNKNOWN, timeMs);
  }

  /** True when it is named by its time. */
  public boolean byTime() {
    return offset == UNKNOWN;
  }
}
