package dev.holdfast.broker.admin;

/** A request is refused; the operator is told why. */
public final class AdminException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * A refusal.
   *
   * @param status of HTTP
   * @param code one of a closed catalogue: {@code docs/admin-api.md}
   * @param message says what would be right; never repeats a credential
   */
  public AdminException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** What was asked is not of its form. */
  public static AdminException badRequest(String message) {
    return new AdminException(400, "bad-request", message);
  }

  /** What was asked for is not there. */
  public static AdminException notFound(String message) {
    return new AdminException(404, "not-found", message);
  }

  int status() {
    return status;
  }

  /** The code. */
  public String code() {
    return code;
  }
}
