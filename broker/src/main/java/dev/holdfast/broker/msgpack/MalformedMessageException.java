package dev.holdfast.broker.msgpack;

/** A binary message that is no packet of the MessagePack parser. */
final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String rule) {
    // No stack trace: a hostile client must not be able to make us collect them.
    super(rule, null, false, false);
  }
}
