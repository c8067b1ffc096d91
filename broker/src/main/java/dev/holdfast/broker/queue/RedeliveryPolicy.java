package dev.holdfast.broker.queue;

/**
 * What becomes of events that clients were sent and do not acknowledge, in the modes in which they
 * say so themselves.
 *
 * @param ackTimeoutMs how long a client may take before the event is sent again, in milliseconds; 0
 *     for as long as its session lasts
 * @param backoffMs how long after the first failed attempt the next is made; doubled by each
 *     further one
 * @param maxBackoffMs the longest such wait
 * @param maxAttempts after so many failed attempts the event is a dead letter; 0 for never
 */
public record RedeliveryPolicy(
    long ackTimeoutMs, long backoffMs, long maxBackoffMs, int maxAttempts) {
  /** Events wait for their acknowledgement as long as it takes. */
  public static final RedeliveryPolicy NONE = new RedeliveryPolicy(0, 1_000, 60_000, 0);

  /** Doubling further would only overflow. */
  private static final int MAX_DOUBLINGS = 30;

  /** How long after so many failed attempts the next is made, in milliseconds. */
  long waitMs(int failed) {
    return Math.min(backoffMs << Math.min(failed - 1, MAX_DOUBLINGS), maxBackoffMs);
  }

  /** True when an event that has failed so often is a dead letter. */
  boolean givesUpAfter(int failed) {
    return maxAttempts > 0 && failed >= maxAttempts;
  }
}
