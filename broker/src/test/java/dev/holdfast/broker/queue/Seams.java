package dev.holdfast.broker.queue;

import java.util.function.UnaryOperator;

/**
 * Where a test may put something between the core and what it stands on.
 *
 * @param store wraps the store the core writes to
 * @param log wraps the log the shard appends to
 */
record Seams(UnaryOperator<Store> store, UnaryOperator<ShardLog> log) {
  /** The core as it is. */
  static final Seams NONE = new Seams(store -> store, log -> log);

  static Seams ofStore(UnaryOperator<Store> store) {
    return new Seams(store, log -> log);
  }

  static Seams ofLog(UnaryOperator<ShardLog> log) {
    return new Seams(store -> store, log);
  }
}
