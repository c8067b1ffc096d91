package dev.holdfast.broker.queue;

/** PUBLISHED: a publisher's sequence numbers stand in its order, each at an offset of its own. */
final class PublishedCheck implements StoreCheck {
  private static final String MEANING =
      "a resent emit may be stored twice, or be confirmed with another's position";

  private long client;
  private long nextSeq;
  private long lastOffset;

  @Override
  public Table table() {
    return Table.PUBLISHED;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    CursorsCheck.requireLength(key, 2 * Long.BYTES);
    if (Keys.number(key, 0) != client) {
      client = Keys.number(key, 0);
      nextSeq = 0;
      lastOffset = 0;
      if (!context.clients().contains(client)) {
        context.found(table(), key, "it is of a client that is not known", "nothing");
      }
    }
    if (Keys.number(key, 1) < nextSeq) {
      context.found(table(), key, "it begins before the row before it ends", MEANING);
    }
    nextSeq = Keys.number(key, 1);
    offsets(key, new ByteReader(value), context);
  }

  private void offsets(byte[] key, ByteReader in, CheckContext context) {
    long offset = 0;
    while (!in.atEnd()) {
      offset += in.signed();
      if (offset <= lastOffset || !context.isApplied(offset)) {
        context.found(
            table(), key, "sequence number " + nextSeq + " stands at offset " + offset, MEANING);
      }
      lastOffset = offset;
      nextSeq++;
    }
  }
}
