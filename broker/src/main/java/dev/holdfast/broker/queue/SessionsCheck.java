package dev.holdfast.broker.queue;

/** SESSIONS: each is the session that its client has. */
final class SessionsCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.SESSIONS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    String[] names = Keys.namespaceAndSid(key);
    ByteReader in = new ByteReader(value);
    in.octet();
    ClientKey client = new ClientKey(names[0], in.text());
    byte[] row = context.store().get(Table.CLIENTS, Keys.client(client));
    SessionIdentity session = row == null ? null : ClientRow.decode(row).session();
    if (session == null || !session.sid().equals(names[1])) {
      context.found(
          table(),
          key,
          "it is of client '" + client.clientId() + "', which has no such session",
          "an event for this sid goes to a client that is not there any more");
    }
  }
}
