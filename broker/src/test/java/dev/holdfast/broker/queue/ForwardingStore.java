package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/** A store that passes everything on: a base for tests that change one thing. */
abstract class ForwardingStore implements Store {
  final Store store;

  ForwardingStore(Store store) {
    this.store = store;
  }

  @Override
  public int epoch() {
    return store.epoch();
  }

  @Override
  public Lineage lineage() {
    return store.lineage();
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    return store.get(table, key);
  }

  @Override
  public Scan scan(Table table, byte[] lower, byte[] upper) {
    return store.scan(table, lower, upper);
  }

  @Override
  public Batch batch() {
    return store.batch();
  }

  @Override
  public void commit(Batch batch, boolean sync) {
    store.commit(batch, sync);
  }

  @Override
  public void reclaim(Table table, byte[] lower, byte[] upper) {
    store.reclaim(table, lower, upper);
  }

  @Override
  public void close() {
    store.close();
  }
}
