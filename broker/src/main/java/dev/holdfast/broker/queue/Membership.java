package dev.holdfast.broker.queue;

/**
 * One stretch of a stream that belongs to a client's queue: the events after {@code joined} and
 * before {@code left} (P6). Of one that it was banished from no event is its own any more; but what
 * left out the members of the room leaves it out for good.
 *
 * @param stream the stream's number
 * @param name what the stream is
 * @param joined offset of the record that made it a member
 * @param left offset of the record that ended it, or {@link #OPEN}
 * @param banished true when nothing of it is the client's any more; then it has ended
 */
public record Membership(long stream, StreamName name, long joined, long left, boolean banished) {
  /** {@code left} of a membership that stands. */
  public static final long OPEN = Long.MAX_VALUE;

  /** One that the client was not banished from. */
  public Membership(long stream, StreamName name, long joined, long left) {
    this(stream, name, joined, left, false);
  }

  /** True while the client is a member. */
  public boolean open() {
    return left == OPEN;
  }

  /** True when the client was a member at this offset. */
  public boolean covers(long offset) {
    return offset > joined && offset < left;
  }

  /** The same, ended at {@code offset}. */
  public Membership leftAt(long offset) {
    return new Membership(stream, name, joined, offset, banished);
  }

  /** The same, of which nothing is the client's any more; it ends at {@code offset} if it stood. */
  public Membership banishedAt(long offset) {
    return new Membership(stream, name, joined, Math.min(left, offset), true);
  }
}
