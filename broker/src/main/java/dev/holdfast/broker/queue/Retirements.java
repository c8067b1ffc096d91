package dev.holdfast.broker.queue;

/**
 * Takes back the numbers of rooms that nobody uses any more, as a {@link Sweep} found them, if that
 * still holds. What the sweep has seen of a room is looked at again here, but for who is a member:
 * that is stored with the clients, and a join since is known. Owned by the shard writer.
 */
final class Retirements {
  private final StreamTable streams;
  private final EventTable events;
  private final Handlings handlings;

  Retirements(StreamTable streams, EventTable events, Handlings handlings) {
    this.streams = streams;
    this.events = events;
    this.handlings = handlings;
  }

  Applied apply(LogRecord.Retire retire, Store.Batch batch) {
    long stream = retire.stream();
    Long number = streams.find(retire.room());
    if (number == null || number != stream || isUsed(retire, batch)) {
      return new Applied.Kept();
    }
    streams.retire(retire.room(), batch);
    events.retired(stream);
    handlings.receipts().retired(stream);
    return new Applied.Retired();
  }

  private boolean isUsed(LogRecord.Retire retire, Store.Batch batch) {
    long stream = retire.stream();
    return streams.isJoinedAfter(stream, retire.sweptAt())
        || !events.isEmpty(stream)
        || handlings.receipts().isAwaitedIn(stream)
        || !handlings.retained().removeExpired(stream, retire.timeMs(), batch);
  }
}
