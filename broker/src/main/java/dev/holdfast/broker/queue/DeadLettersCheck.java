package dev.holdfast.broker.queue;

/**
 * DEAD_LETTERS: of known clients, each an event that the store has reached and that can be read.
 */
final class DeadLettersCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.DEAD_LETTERS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    CursorsCheck.requireLength(key, 2 * Long.BYTES);
    long offset = Keys.number(key, 1);
    DeadLetter letter = DeadLetter.decode("/", offset, value);
    if (!context.clients().contains(Keys.number(key, 0))) {
      context.found(
          table(), key, "it is of a client that is not known", "nobody can ask for this event");
    }
    if (letter.event().offset() != offset || !context.isApplied(offset)) {
      context.found(
          table(),
          key,
          "it is an event at offset %d, which the store has not".formatted(letter.event().offset()),
          "the event may come to its client again, and is listed under a wrong position");
    }
  }
}
