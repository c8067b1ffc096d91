package dev.holdfast.broker.queue;

/** Has batches do something else than they are told. */
abstract class ChangedBatches extends ForwardingStore {
  ChangedBatches(Store store) {
    super(store);
  }

  abstract ForwardingBatch changed(Batch batch);

  @Override
  public Batch batch() {
    return changed(store.batch());
  }

  @Override
  public void commit(Batch batch, boolean sync) {
    store.commit(((ForwardingBatch) batch).batch, sync);
  }
}
