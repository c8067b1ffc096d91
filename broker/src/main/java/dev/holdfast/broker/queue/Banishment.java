package dev.holdfast.broker.queue;

import java.util.Collection;

/**
 * What a client has lost with a room that it may not be in: the events before an offset that it had
 * as a member of the room and in no other way. Immutable; any thread.
 */
public final class Banishment {
  private final long offset;

  /** The streams that are left. Not changed any more. */
  private final Memberships left = new Memberships();

  /**
   * By the record at an offset.
   *
   * @param left what the client's queue is made of since
   */
  Banishment(long offset, Collection<Membership> left) {
    this.offset = offset;
    left.forEach(this.left::add);
  }

  long offset() {
    return offset;
  }

  /** True for an event of the client's queue that is not its own any more. */
  public boolean takes(Event event) {
    return event.offset() < offset && event.gap() == null && !left.cover(event);
  }
}
