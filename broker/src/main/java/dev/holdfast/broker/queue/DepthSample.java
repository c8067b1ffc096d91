package dev.holdfast.broker.queue;

import java.util.Arrays;

/**
 * Measures the queues of some clients, evenly spread over all of them: however many there are, that
 * costs the same. What it finds is an upper bound, as {@link QueueCount} says. Part of a {@link
 * Sweep}; used once.
 */
final class DepthSample {
  /** So many clients at most: the ninety-ninth percentile of them is ten clients from the end. */
  private static final int SIZE = 1_000;

  private final Store store;

  DepthSample(Store store) {
    this.store = store;
  }

  /**
   * Takes it.
   *
   * @param clients how many there are
   */
  QueueDepths take(long clients) {
    long numbers = StoreState.of(store).lastNumber();
    long[] depths = new long[SIZE];
    int taken = 0;
    try (Store.Scan cursors = store.scan(Table.CURSORS, new byte[0], Keys.one(-1));
        Store.Scan events = StreamCounts.scan(store)) {
      long last = 0;
      // Numbers are given to rooms, too: one of theirs stands for the next client.
      for (long probe = 0; probe < Math.min(SIZE, numbers); probe++) {
        cursors.seek(Keys.one(Math.max(last + 1, 1 + probe * numbers / SIZE)));
        if (!cursors.valid()) {
          break;
        }
        last = Keys.number(cursors.key(), 0);
        depths[taken++] = QueueCount.of(store, last, cursors.value(), events).waiting().events();
      }
    }
    return new QueueDepths(clients, Arrays.copyOf(depths, taken));
  }
}
