package dev.holdfast.protocol.engineio;

/**
 * The peer sent what is not Engine.IO. The only exception the readers throw, whatever the input.
 */
public final class EngineCodecException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the input. */
  public enum Reason {
    /** No byte where a packet should be. */
    EMPTY_PACKET("empty packet"),
    /** The first byte is no packet type. */
    UNKNOWN_TYPE("unknown packet type"),
    /** A message without content. */
    EMPTY_MESSAGE("empty message"),
    /** Text that is not UTF-8. */
    INVALID_UTF8("text is not UTF-8"),
    /** A binary message in a polling body that is not base64. */
    INVALID_BASE64("binary message is not base64"),
    /** An open packet whose JSON lacks a key or has a bad value. */
    INVALID_OPEN("malformed open packet");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  private final Reason reason;

  /** For this reason; carries no stack trace, since the fault is the peer's. */
  public EngineCodecException(Reason reason) {
    super(reason.text, null, false, false);
    this.reason = reason;
  }

  /** What is wrong with the input. */
  public Reason reason() {
    return reason;
  }
}
