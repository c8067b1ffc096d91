package dev.holdfast.broker.transport;

/**
 * Why an Engine.IO session ended: one closed catalogue. The labels of the first group are those of
 * the reference server's {@code disconnect} reasons.
 */
public enum CloseReason {
  /** The client closed the transport, or the network did. */
  TRANSPORT_CLOSE("transport close"),
  /** The transport failed: an I/O error, or a request the protocol forbids. */
  TRANSPORT_ERROR("transport error"),
  /** No pong within the ping timeout. */
  PING_TIMEOUT("ping timeout"),
  /** The client sent what is not Engine.IO or not Socket.IO. */
  PARSE_ERROR("parse error"),
  /** The handler on top asked for it. */
  FORCED_CLOSE("forced close"),
  /** The broker shuts down or restarts: the client is to come back. */
  SERVER_SHUTTING_DOWN("server shutting down"),
  /**
   * The client's credential is over, or could not be checked: it is to come back with a good one.
   */
  CREDENTIAL_ENDED("credential ended"),
  /** The client cannot be served just now, for a reason that passes: it is to come back. */
  TRY_AGAIN("try again");

  private final String label;

  CloseReason(String label) {
    this.label = label;
  }

  /** As the reference server calls it. */
  public String label() {
    return label;
  }

  /**
   * Whether the transport ends as if it were lost, without any goodbye: stock clients stay away for
   * ever after one.
   */
  boolean bidsToReturn() {
    return this == SERVER_SHUTTING_DOWN || this == CREDENTIAL_ENDED || this == TRY_AGAIN;
  }
}
