package dev.holdfast.broker.queue;

/** EVENT_IDS: each at an offset that the store has reached. */
final class EventIdsCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.EVENT_IDS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    CursorsCheck.requireLength(key, 2 * Long.BYTES + Keys.ID_DIGEST_BYTES);
    long offset = new ByteReader(value).varint();
    if (offset == 0 || !context.isApplied(offset)) {
      context.found(
          table(),
          key,
          "the id stands at offset " + offset + ", which the store has not reached",
          "an event sent with this id again is confirmed and not stored");
    }
  }
}
