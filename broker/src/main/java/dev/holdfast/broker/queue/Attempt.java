package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an event that a client was sent and did not handle.
 *
 * @param failed how many attempts failed, at least 1
 * @param notBeforeMs when the next may be made, in milliseconds since 1970; 0 for at once
 */
public record Attempt(int failed, long notBeforeMs) {
  /**
   * One more attempt has failed.
   *
   * @param earlier what was remembered; null for nothing
   */
  static Attempt after(@Nullable Attempt earlier, RedeliveryPolicy policy, Failure failure) {
    int failed = earlier == null ? 1 : earlier.failed + 1;
    long wait = failure.delayMs() == Failure.BACKOFF ? policy.waitMs(failed) : failure.delayMs();
    return new Attempt(failed, wait == 0 ? 0 : failure.timeMs() + wait);
  }
}
