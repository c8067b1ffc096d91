package dev.holdfast.protocol.socketio;

/**
 * The other side broke the protocol. The connection must be closed; its reader is of no use now.
 */
public final class SocketProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** With the rule that was broken. */
  public SocketProtocolException(Reason reason) {
    // No stack trace: a hostile client must not be able to make us collect them.
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  /** The rule that was broken. */
  public Reason reason() {
    return reason;
  }

  /** Every rule that can be broken. */
  public enum Reason {
    /** The message is empty. */
    EMPTY,
    /** The first character is not a packet type. */
    UNKNOWN_TYPE,
    /** The text is not UTF-8. */
    MALFORMED_UTF8,
    /** The number of attachments is missing, zero or not a number. */
    BAD_ATTACHMENT_COUNT,
    /** More attachments are announced than are allowed. */
    TOO_MANY_ATTACHMENTS,
    /** The namespace is too long. */
    NAMESPACE_TOO_LONG,
    /** The ack id is too large. */
    BAD_ACK_ID,
    /** What follows the header is not JSON, is nested too deeply, or is followed by more. */
    MALFORMED_JSON,
    /** The JSON is not of the kind that this packet type needs. */
    WRONG_PAYLOAD,
    /** The event's name is one that clients must not send. */
    RESERVED_EVENT_NAME,
    /** A placeholder's number names no attachment. */
    BAD_PLACEHOLDER,
    /** A text message came where an attachment was due. */
    ATTACHMENT_EXPECTED,
    /** A binary message came where none was due. */
    ATTACHMENT_UNEXPECTED
  }
}
