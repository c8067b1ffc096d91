package dev.holdfast.broker.queue;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * Attempts to have events handled that failed together.
 *
 * @param offsets of events that the client was sent; never modified
 * @param delayMs until they are delivered again, in milliseconds; {@link #BACKOFF} for what the
 *     namespace's policy says
 * @param reason what a dead letter says about it
 * @param timeMs when they failed, milliseconds since 1970
 */
public record Failure(List<Long> offsets, long delayMs, String reason, long timeMs) {
  /** The delay of who leaves it to the namespace's policy. */
  public static final long BACKOFF = -1;

  /** Reason of events that were not acknowledged in time. */
  public static final String ACK_TIMEOUT = "ack-timeout";

  /** Reason of events that a session held when it ended. */
  public static final String SESSION_ENDED = "session-ended";

  /** Reason of events that a client does not want now, and says no more about. */
  public static final String NACK = "nack";

  /** The same without these events. */
  Failure without(LongPredicate excluded) {
    return of(offsets.stream().filter(offset -> !excluded.test(offset)).toList());
  }

  /** The same of some of the events. */
  Failure of(List<Long> some) {
    return new Failure(some, delayMs, reason, timeMs);
  }
}
