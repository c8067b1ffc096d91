package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.LimitListener;

/**
 * What waits for all connections of a lane together. When it is too much, a connection that holds
 * anything counts as full until that has left: its session stops reading its queue, and goes on
 * from the log. Owner thread: the lane.
 */
final class OutboundBudget {
  private final long maxBytes;
  private final LimitListener listener;
  private long bytes;

  OutboundBudget(long maxBytes, LimitListener listener) {
    this.maxBytes = maxBytes;
    this.listener = listener;
  }

  void add(int more) {
    bytes += more;
  }

  void remove(long less) {
    bytes -= less;
  }

  boolean isExceeded() {
    return bytes > maxBytes;
  }

  /** A connection was held back for it. */
  void hit() {
    listener.hit(Limit.OUTBOUND);
  }

  long bytes() {
    return bytes;
  }
}
