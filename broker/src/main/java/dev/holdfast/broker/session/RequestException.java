package dev.holdfast.broker.session;

/** What a client asked for cannot be done; the message tells it what would be right. */
final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  RequestException(ErrorCode code, String message) {
    // No stack trace: clients can cause these at will.
    super(message, null, false, false);
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }
}
