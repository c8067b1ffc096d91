package dev.holdfast.broker.queue;

/**
 * What was dropped from the queues of clients that have not been told yet: one row for each client
 * that has any, with its {@link GapList}. Owned by the shard writer.
 */
final class GapTable {
  private final Store store;

  GapTable(Store store) {
    this.store = store;
  }

  /** Of the client with this number. */
  GapList read(long client) {
    byte[] row = store.get(Table.GAPS, Keys.one(client));
    return row == null ? new GapList() : GapList.decode(row);
  }

  void write(ClientState client, Store.Batch batch) {
    byte[] key = Keys.one(client.number);
    if (client.gaps.isEmpty()) {
      batch.delete(Table.GAPS, key);
    } else {
      batch.put(Table.GAPS, key, client.gaps.encode());
    }
  }
}
