package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.LimitExceeded;
import org.jspecify.annotations.Nullable;

/** What a client asked for cannot be done; the message tells it what would be right. */
final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Positions.@Nullable Restored restored;
  private final @Nullable LimitExceeded exceeded;

  RequestException(ErrorCode code, String message) {
    this(code, message, null);
  }

  private RequestException(ErrorCode code, String message, Positions.@Nullable Restored restored) {
    // No stack trace: clients can cause these at will.
    super(message, null, false, false);
    this.code = code;
    this.restored = restored;
    this.exceeded = null;
  }

  /** The client wants more than it may have. */
  RequestException(LimitExceeded exceeded) {
    super(exceeded.getMessage(), null, false, false);
    this.code = ErrorCode.LIMIT;
    this.restored = null;
    this.exceeded = exceeded;
  }

  /** The position that a client named is ahead of the store. */
  static RequestException restored(Positions.Restored restored) {
    return new RequestException(
        ErrorCode.RESTORED,
        "the broker was restored from a backup and has nothing of what you have seen after "
            + restored.from()
            + " up to "
            + restored.to(),
        restored);
  }

  /** What was lost to the client, when that is why. */
  Positions.@Nullable Restored restored() {
    return restored;
  }

  /** The limit that was hit, when that is why. */
  @Nullable LimitExceeded exceeded() {
    return exceeded;
  }

  ErrorCode code() {
    return code;
  }
}
