package dev.holdfast.broker.queue;

import java.util.Arrays;

/** META: anonymous clients that are listed are known. */
final class MetaCheck implements StoreCheck {
  @Override
  public Table table() {
    return Table.META;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    if (Arrays.equals(key, Keys.STATE) || Arrays.equals(key, Keys.SCHEDULED_COUNT)) {
      return;
    }
    ClientKey client = Keys.anonymousClient(key);
    if (context.store().get(Table.CLIENTS, Keys.client(client)) == null) {
      context.found(
          table(),
          key,
          "it lists an anonymous client that is not known",
          "nothing: the broker drops the row when it starts");
    }
  }
}
