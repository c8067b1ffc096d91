package dev.holdfast.broker.queue;

/** A planted fault: each commit is two, and how far log and clients are stands in the first. */
final class CursorsFirst extends ForwardingStore {
  CursorsFirst(Store store) {
    super(store);
  }

  @Override
  public Batch batch() {
    return new TwoBatches(store.batch(), store.batch());
  }

  @Override
  public void commit(Batch batch, boolean sync) {
    TwoBatches both = (TwoBatches) batch;
    store.commit(both.cursors, sync);
    store.commit(both.rest, sync);
  }

  /** What is put into some tables stands in another batch than the rest. */
  private record TwoBatches(Store.Batch cursors, Store.Batch rest) implements Store.Batch {
    private Store.Batch of(Table table) {
      return table == Table.CURSORS || table == Table.META ? cursors : rest;
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
      of(table).put(table, key, value);
    }

    @Override
    public void delete(Table table, byte[] key) {
      of(table).delete(table, key);
    }

    @Override
    public void deleteRange(Table table, byte[] lower, byte[] upper) {
      of(table).deleteRange(table, lower, upper);
    }

    @Override
    public long sizeBytes() {
      return cursors.sizeBytes() + rest.sizeBytes();
    }
  }
}
