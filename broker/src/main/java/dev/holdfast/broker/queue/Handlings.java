package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * What the view keeps for publishers that ask for more than delivery ({@link Handling}). Owned by
 * the shard writer.
 *
 * @param schedule the events that wait for their time
 * @param retained the last event of each name in a room
 */
record Handlings(Schedule schedule, RetainedTable retained) {
  /** Over {@code store}. */
  static Handlings over(Store store, StreamTable streams, EmitLimits limits) {
    return new Handlings(
        new Schedule(store, limits.maxScheduled()),
        new RetainedTable(store, streams, limits.maxRetainedNames()));
  }

  /** Why an emit cannot be handled as it asks; null when it can. */
  @Nullable Applied refusal(LogRecord.Emit emit, Store.Batch batch) {
    if (emit.isScheduled() && schedule.full()) {
      return Applied.Refused.tooManyScheduled(schedule.count());
    }
    return emit.marks().handling().retained() && retained.full(emit, batch)
        ? Applied.Refused.tooManyRetained(retained.maxNames())
        : null;
  }

  /** An event has entered its streams. */
  void entered(Event event, Store.Batch batch) {
    if (event.handling().retained()) {
      retained.keep(event, batch);
    }
  }

  /** Writes the rest of the commit under way. */
  void flush(Store.Batch batch) {
    schedule.flush(batch);
  }

  /** The commit stands. */
  void committed() {
    schedule.committed();
    retained.committed();
  }
}
