package dev.holdfast.broker.queue;

import java.util.function.UnaryOperator;

/**
 * Where a test may put something between the core and what it stands on.
 *
 * @param store wraps the store the core writes to
 * @param log wraps the log the shard appends to
 * @param swept wraps the store that sweeps read
 */
record Seams(UnaryOperator<Store> store, UnaryOperator<ShardLog> log, UnaryOperator<Store> swept) {
  /** The core as it is. */
  static final Seams NONE = new Seams(store -> store, log -> log, store -> store);

  static Seams ofStore(UnaryOperator<Store> store) {
    return new Seams(store, log -> log, swept -> swept);
  }

  static Seams ofLog(UnaryOperator<ShardLog> log) {
    return new Seams(store -> store, log, swept -> swept);
  }

  static Seams ofSweep(UnaryOperator<Store> swept) {
    return new Seams(store -> store, log -> log, swept);
  }
}
