package dev.holdfast.broker.transport;

/** A client sent what ends its WebSocket. Made for every such client, so it has no stack trace. */
final class FrameViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final CloseReason reason;

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
    super(message, null, false, false);
    this.status = status;
    this.reason = reason;
  }

  int status() {
    return status;
  }

  CloseReason reason() {
    return reason;
  }
}
