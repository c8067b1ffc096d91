package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;

/** Why a request is refused: the reference server's catalogue, its codes and its messages. */
enum EngineError {
  UNKNOWN_TRANSPORT(0, 400, "Transport unknown"),
  UNKNOWN_SID(1, 400, "Session ID unknown"),
  BAD_HANDSHAKE_METHOD(2, 400, "Bad handshake method"),
  BAD_REQUEST(3, 400, "Bad request"),
  FORBIDDEN(4, 403, "Forbidden"),
  UNSUPPORTED_PROTOCOL_VERSION(5, 400, "Unsupported protocol version");

  private final int status;
  private final String message;
  private final int code;

  EngineError(int code, int status, String message) {
    this.status = status;
    this.message = message;
    this.code = code;
  }

  /** The HTTP status of the answer to a polling request. */
  int status() {
    return status;
  }

  /** The body of the answer to a WebSocket request. */
  Bytes text() {
    return Bytes.utf8(message);
  }

  /** The body of the answer to a polling request. */
  Bytes json() {
    return Bytes.utf8("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }
}
