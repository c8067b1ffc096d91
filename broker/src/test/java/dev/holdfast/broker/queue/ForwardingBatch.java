package dev.holdfast.broker.queue;

/** Does what it is told, on another batch. */
class ForwardingBatch implements Store.Batch {
  final Store.Batch batch;

  ForwardingBatch(Store.Batch batch) {
    this.batch = batch;
  }

  @Override
  public void put(Table table, byte[] key, byte[] value) {
    batch.put(table, key, value);
  }

  @Override
  public void delete(Table table, byte[] key) {
    batch.delete(table, key);
  }

  @Override
  public void deleteRange(Table table, byte[] lower, byte[] upper) {
    batch.deleteRange(table, lower, upper);
  }

  @Override
  public long sizeBytes() {
    return batch.sizeBytes();
  }
}
