package dev.holdfast.client;

/** The broker refused a request, or the client could not carry it out. */
public class HoldfastException extends RuntimeException {
  /** The client was closed before the request was answered. */
  public static final String CLOSED = "closed";

  /** The request is larger than the broker takes. */
  public static final String TOO_LARGE = "too_large";

  /** The answer makes no sense to this client. */
  public static final String BAD_ANSWER = "bad_answer";

  /** The connection was lost, or there was none, for a request that must not be sent twice. */
  public static final String CONNECTION_LOST = "connection_lost";

  /** The session that was asked has not answered in time. */
  public static final String NO_ANSWER = "no_answer";

  /** There are more sessions than the broker lists. */
  public static final String TOO_MANY_SESSIONS = "too_many_sessions";

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * With what went wrong.
   *
   * @param code for programs: one of the broker's error codes or of this class's constants
   * @param message for people
   */
  public HoldfastException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** For programs: one of the broker's error codes or of this class's constants. */
  public String code() {
    return code;
  }
}
