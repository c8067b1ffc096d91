package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * What stands in streams after an offset, exactly, the commit under way included. Owned by the
 * shard writer.
 *
 * @param events what is stored, to which the commit under way is one offset
 * @param emits which know the events of that commit
 */
record Backlog(EventTable events, Emits emits) {
  /** How many events of a stream stand after an offset. */
  long after(long stream, long offset) {
    return events.pending(stream, offset).events() - emits.underWay(stream, offset);
  }

  /** See {@link EventTable#gapAfter}. */
  @Nullable Gap gapAfter(long stream, long offset) {
    return events.gapAfter(stream, offset);
  }
}
