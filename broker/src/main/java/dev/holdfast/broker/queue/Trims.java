package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives up the events at the start of streams that nobody needs any more, as a {@link Sweep} found
 * them, if that still holds. Owned by the shard writer.
 */
final class Trims {
  /**
   * The streams that somebody began to read before the end, and the last record that made it so. A
   * sweep that began earlier did not know.
   */
  private final Map<Long, Long> backDated = new HashMap<>();

  private final QueueCounters counters;

  Trims(QueueCounters counters) {
    this.counters = counters;
  }

  /** A client created by the record at {@code offset} reads the stream from an earlier one on. */
  void backDated(long stream, long offset) {
    backDated.put(stream, offset);
  }

  Applied apply(LogRecord.Trim trim, Store.Batch batch) {
    // One sweep is over before the next begins: what an earlier one did not know, this one did.
    backDated.values().removeIf(offset -> offset <= trim.sweptAt());
    TrimRange range = trim.range();
    if (backDated.containsKey(range.stream())) {
      return new Applied.Kept();
    }
    if (trim.rows().isEmpty()) {
      batch.deleteRange(
          Table.EVENTS, Keys.two(range.stream(), 0), Keys.two(range.stream(), range.upTo() + 1));
    } else {
      trim.rows().forEach(last -> batch.delete(Table.EVENTS, Keys.two(range.stream(), last)));
    }
    Gap gap = trim.gap();
    if (gap != null) {
      StreamCount before = range.before().plus(range.count());
      batch.put(Table.EVENTS, Keys.two(range.stream(), gap.to()), RowWriter.gap(gap, before));
    }
    counters.trimmed(range.count());
    return new Applied.Trimmed(range.count());
  }
}
