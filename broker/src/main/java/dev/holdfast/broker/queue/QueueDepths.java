package dev.holdfast.broker.queue;

import java.util.Arrays;

/** How much waits in the queues of a sample of all clients. Immutable. */
public final class QueueDepths {
  /** Nobody has looked yet. */
  static final QueueDepths UNKNOWN = new QueueDepths(0, new long[0]);

  private final long clients;
  private final long[] sorted;

  /**
   * Of a sample.
   *
   * @param clients how many clients are known, with a session or not
   * @param depths what waits for each client of the sample, in events
   */
  QueueDepths(long clients, long[] depths) {
    this.clients = clients;
    this.sorted = depths.clone();
    Arrays.sort(sorted);
  }

  /** How many clients are known, with a session or not. */
  public long clients() {
    return clients;
  }

  /**
   * The depth that this part of the sample does not exceed.
   *
   * @param part from 0 to 1
   * @return 0 when there is no sample
   */
  public long quantile(double part) {
    int rank = (int) Math.ceil(part * sorted.length);
    return sorted.length == 0 ? 0 : sorted[Math.max(0, rank - 1)];
  }

  /** What waits for all clients together, if the sample is like them. */
  public long estimatedTotal() {
    double sum = 0;
    for (long depth : sorted) {
      sum += depth;
    }
    return sorted.length == 0 ? 0 : Math.round(sum * clients / sorted.length);
  }
}
