package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * The log of a single node. A group of records is one batch of the store: what the view makes of
 * them and the offset they reach are written together, so that a crash leaves all of a group or
 * nothing, and always a prefix (P7). The batch is synced when anybody will be told that one of its
 * records is durable (P1); what nobody is told of rides on the next sync.
 */
final class LocalShardLog implements ShardLog {
  private final Store store;
  private final View view;
  private boolean failed;

  LocalShardLog(Store store, View view) {
    this.store = store;
    this.view = view;
  }

  @Override
  public Appended append(List<LogRecord> records) {
    if (failed) {
      throw new Store.StoreException(
          "the log failed before and takes no more until a restart", null);
    }
    failed = true;
    Store.Batch batch = store.batch();
    long first = view.applied() + 1;
    long offset = view.applied();
    boolean sync = false;
    List<Applied> applied = new ArrayList<>(records.size());
    for (LogRecord record : records) {
      applied.add(view.apply(++offset, record, batch));
      sync |= record.synced();
    }
    view.seal(batch);
    store.commit(batch, sync);
    failed = false;
    return new Appended(first, offset, applied, view.committed());
  }

  @Override
  public long end() {
    return view.applied();
  }

  @Override
  public long lowWaterMark() {
    return 0;
  }
}
