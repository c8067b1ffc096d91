package dev.holdfast.broker.queue;

/** CURSORS: of known clients, and not ahead of the store. */
final class CursorsCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.CURSORS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    requireLength(key, Long.BYTES);
    Cursor cursor = Cursor.decode(value);
    if (!context.clients().contains(Keys.number(key, 0))) {
      context.found(
          table(), key, "it is of a client that is not known", "nothing: nobody reads the row");
    }
    long last = cursor.also().isEmpty() ? cursor.upTo() : cursor.also().last();
    if (!context.isApplied(last)) {
      context.found(
          table(),
          key,
          "the client has acknowledged offset " + last + ", which the store has not reached",
          "the client misses the events up to there");
    }
  }

  static void requireLength(byte[] key, int bytes) {
    if (key.length != bytes) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes instead of " + bytes);
    }
  }
}
