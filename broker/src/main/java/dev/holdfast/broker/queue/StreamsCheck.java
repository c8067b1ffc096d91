package dev.holdfast.broker.queue;

/** STREAMS: each has a number of its own. */
final class StreamsCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.STREAMS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    StreamName.Kind.of(key[0]);
    if (value.length != Long.BYTES) {
      throw new IllegalArgumentException("a number of " + value.length + " bytes");
    }
    long number = Keys.number(value, 0);
    if (!context.isGivenOut(number) || context.clients().contains(number)) {
      context.found(
          table(),
          key,
          "its number " + number + " was never given out, or is a client's",
          "events of different streams are taken for each other's");
    }
    context.streams().add(number);
  }

  @Override
  public void end(CheckContext context) {
    long twice = context.streams().duplicate();
    if (twice != 0) {
      context.found(
          table(),
          Keys.one(twice),
          "two streams have the number " + twice,
          "members of the one get the other's events");
    }
  }
}
