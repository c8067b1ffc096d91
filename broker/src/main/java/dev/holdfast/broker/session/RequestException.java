package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.LimitExceeded;
import org.jspecify.annotations.Nullable;

/** What a client asked for cannot be done; the message tells it what would be right. */
final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Positions.@Nullable Restored restored;
  private final @Nullable LimitExceeded exceeded;
  private final boolean temporary;

  RequestException(ErrorCode code, String message) {
    this(code, message, null);
  }

  private RequestException(ErrorCode code, String message, Positions.@Nullable Restored restored) {
    // No stack trace: clients can cause these at will.
    super(message, null, false, false);
    this.code = code;
    this.restored = restored;
    this.exceeded = null;
    this.temporary = false;
  }

  /** The client wants more than it may have. */
  RequestException(LimitExceeded exceeded) {
    this(exceeded, false);
  }

  private RequestException(LimitExceeded exceeded, boolean temporary) {
    super(exceeded.getMessage(), null, false, false);
    this.code = ErrorCode.LIMIT;
    this.restored = null;
    this.exceeded = exceeded;
    this.temporary = temporary;
  }

  /** The client may have a session, but not now: others have to end first, perhaps dead ones. */
  static RequestException untilOthersEnd(LimitExceeded exceeded) {
    return new RequestException(exceeded, true);
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

  /**
   * Whether a CONNECT that is refused for this may succeed later: then the client must not be told
   * with 44, after which it stays away.
   */
  boolean isTemporary() {
    return temporary;
  }

  ErrorCode code() {
    return code;
  }
}
