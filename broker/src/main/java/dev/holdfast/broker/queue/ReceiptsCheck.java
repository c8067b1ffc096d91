package dev.holdfast.broker.queue;

/** RECEIPTS: whatever names a row names one that is there and can be read. */
final class ReceiptsCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.RECEIPTS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    boolean main = key[0] == 'p';
    long offset = Keys.numberBehind(key, key[0] == 'd' ? 0 : 1);
    if (main) {
      Receipt.decode(offset, value);
      if (!context.clients().contains(Keys.numberBehind(key, 0))) {
        context.found(table(), key, "its publisher is not known", "nobody is told of the event");
      }
    }
    if (key[0] == 's' && !context.isStream(Keys.numberBehind(key, 0))) {
      context.found(
          table(), key, "it is of a stream that is not known", "nothing decides the receipt there");
    }
    if (!context.isApplied(offset)) {
      context.found(
          table(),
          key,
          "the event stands at offset " + offset + ", which the store has not reached",
          "a publisher is told of another event than its own");
    } else if (!main) {
      byte[] row = Keys.receipt(new ByteReader(value).varint(), offset);
      if (context.store().get(table(), row) == null) {
        context.found(table(), key, "there is no receipt that it would be of", "nothing");
      }
    }
  }
}
