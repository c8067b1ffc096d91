package dev.holdfast.broker.queue;

/** Changes values, or with null leaves them out, as they are put. */
abstract class ChangedPuts extends ChangedBatches {
  ChangedPuts(Store store) {
    super(store);
  }

  abstract byte[] changed(Table table, byte[] value);

  @Override
  ForwardingBatch changed(Batch batch) {
    return new ForwardingBatch(batch) {
      @Override
      public void put(Table table, byte[] key, byte[] value) {
        byte[] changed = ChangedPuts.this.changed(table, value);
        if (changed != null) {
          super.put(table, key, changed);
        }
      }
    };
  }
}
