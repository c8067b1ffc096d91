package dev.holdfast.broker.queue;

/** SCHEDULED: each event is found by its time and by its offset, and can be read. */
final class ScheduledCheck implements StoreCheck {
  /** How many events wait, as the rows say; their keys by time are the longer ones. */
  private long waiting;

  @Override
  public Table table() {
    return Table.SCHEDULED;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    boolean byTime = key.length == Keys.due(0, 0).length;
    long offset = byTime ? Keys.dueOffset(key) : Keys.numberBehind(key, 0);
    byte[] other =
        byTime ? Keys.scheduledAt(offset) : Keys.due(new ByteReader(value).varint(), offset);
    if (byTime) {
      waiting++;
      LoneEvent.decode(0, offset, value);
    }
    if (!context.isApplied(offset)) {
      context.found(
          table(),
          key,
          "the event was emitted at offset " + offset + ", which the store has not reached",
          "it is delivered at its time all the same");
    } else if (context.store().get(Table.SCHEDULED, other) == null) {
      context.found(
          table(),
          key,
          byTime ? "it is not found by its offset" : "there is no event of this time",
          byTime ? "the event does not enter when its time comes" : "nothing");
    }
  }

  @Override
  public void end(CheckContext context) {
    byte[] stored = context.store().get(Table.META, Keys.SCHEDULED_COUNT);
    long count = stored == null ? 0 : new ByteReader(stored).varint();
    if (count != waiting) {
      context.found(
          Table.META,
          Keys.SCHEDULED_COUNT,
          "it counts " + count + " scheduled events where there are " + waiting,
          "the limit of scheduled events is reached too early, or too late");
    }
  }
}
