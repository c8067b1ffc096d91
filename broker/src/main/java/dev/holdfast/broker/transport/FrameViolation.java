package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;
import org.jspecify.annotations.Nullable;

/** A client sent what ends its WebSocket. Made for every such client, so it has no stack trace. */
final class FrameViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final CloseReason reason;
  private final @Nullable Limit limit;

  /** What breaks RFC 6455 itself. */
  FrameViolation(int status, String message) {
    this(status, CloseReason.TRANSPORT_ERROR, message);
  }

  /**
   * Anything.
   *
   * @param status goes into the close frame
   * @param reason what the session ends with
   */
  FrameViolation(int status, CloseReason reason, String message) {
    this(status, reason, message, null);
  }

  private FrameViolation(int status, CloseReason reason, String message, @Nullable Limit limit) {
    super(message, null, false, false);
    this.status = status;
    this.reason = reason;
    this.limit = limit;
  }

  /** A message that is more than this limit allows. */
  static FrameViolation tooBig(Limit limit, String message) {
    return new FrameViolation(Frames.TOO_BIG, CloseReason.TRANSPORT_ERROR, message, limit);
  }

  /** The limit it ran into; null where it is another violation. */
  @Nullable Limit limit() {
    return limit;
  }

  int status() {
    return status;
  }

  CloseReason reason() {
    return reason;
  }
}
