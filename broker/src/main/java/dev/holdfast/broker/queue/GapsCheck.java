package dev.holdfast.broker.queue;

/** GAPS: of known clients, each a stretch of their queues that the store has reached. */
final class GapsCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.GAPS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    CursorsCheck.requireLength(key, Long.BYTES);
    if (!context.clients().contains(Keys.number(key, 0))) {
      context.found(
          table(), key, "it is of a client that is not known", "nothing: nobody is told of it");
    }
    for (QueueGap each : GapList.decode(value).all()) {
      Gap gap = each.gap();
      if (gap.from() >= gap.to() || !context.isApplied(gap.to())) {
        context.found(
            table(),
            key,
            "events after %d up to %d are said to be dropped".formatted(gap.from(), gap.to()),
            "the client is told of a gap that is none, or misses events unseen");
      }
    }
  }
}
