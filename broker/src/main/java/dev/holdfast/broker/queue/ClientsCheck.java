package dev.holdfast.broker.queue;

/** CLIENTS: each has a number of its own, a queue that has begun, and the session it says. */
final class ClientsCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.CLIENTS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    ClientKey client = Keys.clientOf(key);
    ClientRow row = ClientRow.decode(value);
    // Of an expired client nothing is left but this.
    if (row.lifetime() != Lifetime.EXPIRED) {
      context.clients().add(row.number());
    }
    if (!context.isGivenOut(row.number())) {
      context.found(
          table(),
          key,
          "its number " + row.number() + " was never given out",
          "another client may get the same, and with it this one's events");
    }
    if (!context.isApplied(row.from())) {
      context.found(
          table(),
          key,
          "its queue starts after offset " + row.from() + ", which the store has not reached",
          "the client misses the events up to there");
    }
    SessionIdentity session = row.session();
    if (session != null && !isStored(client, session, context)) {
      context.found(
          table(),
          key,
          "its session " + session.sid() + " is not in table sessions",
          "events for that sid are refused");
    }
  }

  private static boolean isStored(ClientKey client, SessionIdentity session, CheckContext context) {
    byte[] key = Keys.session(client.namespace(), session.sid());
    return context.store().get(Table.SESSIONS, key) != null;
  }

  @Override
  public void end(CheckContext context) {
    long twice = context.clients().duplicate();
    if (twice != 0) {
      context.found(
          table(),
          Keys.one(twice),
          "two clients have the number " + twice,
          "each of them gets and acknowledges the other's events");
    }
  }
}
