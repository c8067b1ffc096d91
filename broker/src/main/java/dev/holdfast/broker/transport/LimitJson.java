package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.LimitExceeded;
import dev.holdfast.protocol.Bytes;

/** What a request is told that ran into a limit. Nothing in it needs to be quoted. */
final class LimitJson {
  private LimitJson() {}

  /** For a while: the client may come again. */
  static Bytes of(LimitExceeded exceeded) {
    return Bytes.utf8(
        "{\"code\":\"limit\",\"message\":\"%s\",\"limit\":\"%s\",\"retryAfterMs\":%d}"
            .formatted(exceeded.getMessage(), exceeded.limit().key(), exceeded.retryAfterMs()));
  }

  /** For good: this request will never fit. */
  static Bytes tooLong(Limit limit, int mostBytes) {
    return Bytes.utf8(
        "{\"code\":\"limit\",\"message\":\"longer than the limit '%s' of %d bytes\",\"limit\":\"%s\"}"
            .formatted(limit.key(), mostBytes, limit.key()));
  }
}
