package dev.holdfast.broker.queue;

/** ATTEMPTS: of known clients, and of events that the store has reached. */
final class AttemptsCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.ATTEMPTS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    CursorsCheck.requireLength(key, 2 * Long.BYTES);
    Attempt attempt = AttemptTable.decode(value);
    if (!context.clients().contains(Keys.number(key, 0))) {
      context.found(
          table(), key, "it is of a client that is not known", "nothing: nobody reads the row");
    }
    if (attempt.failed() < 1 || !context.isApplied(Keys.number(key, 1))) {
      context.found(
          table(),
          key,
          "%d attempts with an event at an offset that the store has not reached"
              .formatted(attempt.failed()),
          "an event that comes to stand there counts as tried before");
    }
  }
}
