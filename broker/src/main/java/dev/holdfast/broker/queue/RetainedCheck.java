package dev.holdfast.broker.queue;

/** RETAINED: of known rooms, each an event that the store has reached and that can be read. */
final class RetainedCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.RETAINED;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    long stream = Keys.number(key, 0);
    ByteReader in = new ByteReader(value);
    long offset = in.varint();
    in.varint();
    LoneEvent.decode(stream, offset, in.bytes().toArray());
    if (!context.isStream(stream)) {
      context.found(table(), key, "it is of a room that is not known", "nobody is shown it");
    }
    if (!context.isApplied(offset)) {
      context.found(
          table(),
          key,
          "the event stands at offset " + offset + ", which the store has not reached",
          "who joins the room is shown it before the events that follow");
    }
  }
}
