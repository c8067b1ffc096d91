/**
 * The broker's disk: one data directory and the RocksDB database in it. The only package that
 * imports {@code org.rocksdb}; everything else sees {@link dev.holdfast.broker.queue.Store}.
 */
@NullMarked
package dev.holdfast.broker.storage;

import org.jspecify.annotations.NullMarked;
