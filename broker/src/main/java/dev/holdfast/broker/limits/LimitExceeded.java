package dev.holdfast.broker.limits;

/** Somebody asked for more than a limit allows; nothing was taken. */
public final class LimitExceeded extends Exception {
  private static final long serialVersionUID = 1L;

  private final Limit limit;
  private final long retryAfterMs;

  /**
   * Without a stack trace: clients can cause these at will.
   *
   * @param retryAfterMs when it makes sense to ask again, in milliseconds
   */
  public LimitExceeded(Limit limit, long retryAfterMs) {
    super(
        "the limit '%s' is reached: try again in %d ms".formatted(limit.key(), retryAfterMs),
        null,
        false,
        false);
    this.limit = limit;
    this.retryAfterMs = retryAfterMs;
  }

  /** Which one. */
  public Limit limit() {
    return limit;
  }

  /** When to ask again, in milliseconds. */
  public long retryAfterMs() {
    return retryAfterMs;
  }
}
