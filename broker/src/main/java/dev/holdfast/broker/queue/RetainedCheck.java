package dev.holdfast.broker.queue;

/** RETAINED: each event can be read, and is of an offset that the store has reached. */
final class RetainedCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.RETAINED;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    ByteReader in = new ByteReader(value);
    long offset = in.varint();
    in.varint();
    LoneEvent.decode(Keys.number(key, 0), offset, in.bytes().toArray());
    if (!context.isApplied(offset)) {
      context.found(
          table(),
          key,
          "the event stands at offset " + offset + ", which the store has not reached",
          "who joins the room is shown it before the events that follow");
    }
  }
}
