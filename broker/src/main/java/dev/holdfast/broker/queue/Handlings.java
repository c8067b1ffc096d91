package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * What the view keeps for publishers that ask for more than delivery ({@link Handling}). Owned by
 * the shard writer.
 *
 * @param schedule the events that wait for their time
 * @param retained the last event of each name in a room
 * @param receipts the events that are to be acknowledged before their publishers are told
 */
record Handlings(Schedule schedule, RetainedTable retained, Receipts receipts) {
  /** Over {@code store}. */
  static Handlings over(Store store, ClientTable clients, StreamTable streams, EmitLimits limits) {
    return new Handlings(
        new Schedule(store, limits.maxScheduled()),
        new RetainedTable(store, streams, limits.maxRetainedNames()),
        new Receipts(store, clients, streams, limits.maxReceipts()));
  }

  /** Why an emit cannot be handled as it asks; null when it can. */
  @Nullable Applied refusal(LogRecord.Emit emit, ClientTable.Numbers numbers, Store.Batch batch) {
    if (emit.isScheduled() && schedule.full()) {
      return Applied.Refused.tooManyScheduled(schedule.count());
    }
    if (emit.marks().handling().receipt() && receipts.full(emit, numbers, batch)) {
      return Applied.Refused.tooManyReceipts(receipts.max());
    }
    return emit.marks().handling().retained() && retained.full(emit, batch)
        ? Applied.Refused.tooManyRetained(retained.maxNames())
        : null;
  }

  /**
   * An event has entered its streams.
   *
   * @param confirmed where its publisher was told that it stands
   */
  void entered(Event event, long confirmed, ClientTable.Numbers numbers, Store.Batch batch) {
    if (event.handling().retained()) {
      retained.keep(event, batch);
    }
    if (event.handling().receipt()) {
      receipts.await(event, confirmed, numbers, batch);
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
    receipts.committed();
  }
}
