package dev.holdfast.broker.queue;

/** A synced batch is durable only when the next one is written. */
final class LateSync extends ForwardingStore {
  private boolean owed;

  LateSync(Store store) {
    super(store);
  }

  @Override
  public void commit(Batch batch, boolean sync) {
    if (owed) {
      store.commit(store.batch(), true);
    }
    store.commit(batch, false);
    owed = sync;
  }
}
