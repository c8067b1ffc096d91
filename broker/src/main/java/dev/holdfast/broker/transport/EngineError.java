package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;

/**
 * Why a request is refused: the reference server's codes, and its messages but for code 4, for
 * which it has none of its own.
 */
enum EngineError {
  UNKNOWN_TRANSPORT(0, "Transport unknown"),
  UNKNOWN_SID(1, "Session ID unknown"),
  BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),
  BAD_REQUEST(3, "Bad request"),
  FORBIDDEN_ORIGIN(
      4, "Pages of this origin may not connect: it is not among server.allowedOrigins"),
  UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version");

  private final String message;
  private final int code;

  EngineError(int code, String message) {
    this.message = message;
    this.code = code;
  }

  /** The status of the answer. */
  int status() {
    return this == FORBIDDEN_ORIGIN ? 403 : 400;
  }

  /** The body of the answer to a WebSocket request. */
  Bytes text() {
    return Bytes.utf8(message);
  }

  /** The body of the answer to a polling request. */
  Bytes json() {
    return json(message);
  }

  /**
   * The same with words of one's own.
   *
   * @param words without anything that JSON would escape
   */
  Bytes json(String words) {
    return Bytes.utf8("{\"code\":" + code + ",\"message\":\"" + words + "\"}");
  }
}
