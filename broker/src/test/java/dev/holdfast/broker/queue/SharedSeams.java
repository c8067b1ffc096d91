package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/** Where a test may put something between a shared queue and its members. */
interface SharedSeams {
  /** Everything as it is. */
  SharedSeams NONE = new SharedSeams() {};

  /** What the queue believes a member may hold. */
  default int window(int window) {
    return window;
  }

  /** The queue has a batch for a member. */
  default void take(SharedMember member, List<Delivery> batch) {
    member.receive(batch);
  }

  /**
   * What the queue hears that a member which leaves is done with.
   *
   * @param held what it holds besides
   */
  default List<Long> done(List<Long> acknowledged, List<Long> held) {
    return new ArrayList<>(acknowledged);
  }

  /** A member wants to be told when its acknowledgements are durable. */
  default void receipt(Seat seat, List<Long> acknowledged, Runnable durable) {
    seat.acknowledged(acknowledged, durable);
  }

  /** What the broker believes to be the place of a connection. */
  default long opened(long opened) {
    return opened;
  }
}
