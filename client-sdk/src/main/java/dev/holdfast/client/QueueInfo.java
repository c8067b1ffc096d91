package dev.holdfast.client;

import java.util.List;
import java.util.Optional;

/**
 * What the broker said of this client's queue when it connected last.
 *
 * @param resumed true when the client was known before
 * @param position up to where all is acknowledged; empty when the broker does not say
 * @param pending how many events wait; where rooms are shared, how many at most
 * @param gaps those known of; each is also delivered in its place
 * @param limits of the queue, where there are any
 */
public record QueueInfo(
    boolean resumed, String position, long pending, List<Gap> gaps, Optional<Limits> limits) {
  /** Copies the list. */
  public QueueInfo {
    gaps = List.copyOf(gaps);
  }

  /**
   * Limits of a queue; 0 stands for none.
   *
   * @param maxAgeMs of its events, in milliseconds
   * @param overflow what is done at the limit: {@code reject}, {@code drop-oldest} or {@code
   *     drop-newest}
   */
  public record Limits(long maxEvents, long maxBytes, long maxAgeMs, String overflow) {}
}
