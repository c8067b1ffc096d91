package dev.holdfast.broker.queue;

/**
 * One stretch of a stream that belongs to a client's queue: the events after {@code joined} and
 * before {@code left} (P6).
 *
 * @param stream the stream's number
 * @param name what the stream is
 * @param joined offset of the record that made it a member
 * @param left offset of the record that ended it, or {@link #OPEN}
 */
public record Membership(long stream, StreamName name, long joined, long left) {
  /** {@code left} of a membership that stands. */
  public static final long OPEN = Long.MAX_VALUE;

  /** True while the client is a member. */
  public boolean open() {
    return left == OPEN;
  }

  /** True when the event at this offset of the stream is part of the client's queue. */
  public boolean covers(long offset) {
    return offset > joined && offset < left;
  }

  /** The same, ended at {@code offset}. */
  public Membership leftAt(long offset) {
    return new Membership(stream, name, joined, offset);
  }
}
