package dev.holdfast.broker.queue;

/** MEMBERS: of known clients in known rooms, joined before they left. */
final class MembersCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.MEMBERS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    CursorsCheck.requireLength(key, 3 * Long.BYTES);
    long joined = Keys.number(key, 2);
    ByteReader in = new ByteReader(value);
    long left = in.varint();
    in.text();
    if (!context.clients().contains(Keys.number(key, 0))) {
      context.found(
          table(), key, "it is of a client that is not known", "nothing: nobody reads the row");
    }
    if (!context.streams().contains(Keys.number(key, 1))) {
      context.found(
          table(),
          key,
          "it is in a room that is not known",
          "the client gets nothing of that room");
    }
    if (!context.isApplied(joined) || !context.isApplied(left) || (left != 0 && left < joined)) {
      context.found(
          table(),
          key,
          "it lasts from offset " + joined + " to " + left,
          "the client misses events of the room, or gets those of others");
    }
  }
}
