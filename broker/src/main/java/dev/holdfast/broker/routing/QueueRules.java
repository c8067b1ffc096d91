package dev.holdfast.broker.routing;

import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.queue.RoomPolicy;
import java.util.List;

/**
 * What holds for the rooms and the queues of a namespace.
 *
 * @param rooms tried in order; the first that fits a room's name counts
 * @param limits of each client's queue
 * @param redelivery of what is not acknowledged
 * @param clientExpiryMs how long a durable client may be away, in milliseconds; 0 for ever
 */
public record QueueRules(
    List<RoomRule> rooms, QueueLimits limits, RedeliveryPolicy redelivery, long clientExpiryMs) {
  /** Nothing expires and nothing is limited. */
  public static final QueueRules NONE =
      new QueueRules(List.of(), QueueLimits.NONE, RedeliveryPolicy.NONE, 0);

  /**
   * What holds in some rooms.
   *
   * @param match the room's name, in which {@code *} stands for any text
   */
  public record RoomRule(String match, RoomPolicy policy) {}

  /** What holds in a room. */
  RoomPolicy room(String name) {
    for (RoomRule rule : rooms) {
      if (Glob.fits(rule.match(), name)) {
        return rule.policy();
      }
    }
    return RoomPolicy.NONE;
  }
}
