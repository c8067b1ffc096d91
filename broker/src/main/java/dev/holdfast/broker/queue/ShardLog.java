package dev.holdfast.broker.queue;

import java.util.List;

/**
 * The ordered, durable sequence of one shard's records. It alone gives out offsets, and what it has
 * appended is handed to the {@link View} in their order. On a single node the log and the view
 * share a store and one synced batch ({@link LocalShardLog}); a replicated log can stand here
 * instead.
 *
 * <p>Used by the shard writer only.
 */
public interface ShardLog {
  /**
   * Appends the records in order and returns once they are durable, and applied.
   *
   * @throws Store.StoreException when that is not certain; nothing may be appended after it (P1)
   */
  Appended append(List<LogRecord> records);

  /** The offset of the last record; 0 when there is none. */
  long end();

  /** The offset before the first record the log still holds. */
  long lowWaterMark();

  /**
   * What an append did.
   *
   * @param first offset of the first record
   * @param last offset of the last record
   * @param applied what became of each record, in order
   * @param events those of the records that are events, in order
   */
  record Appended(long first, long last, List<Applied> applied, List<Event> events) {}
}
