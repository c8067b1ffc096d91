package dev.holdfast.broker.storage;

/**
 * What RocksDB holds outside the Java heap, in bytes.
 *
 * @param cacheBytes cached blocks of tables, of their indexes and filters, and what is charged to
 *     the cache for unflushed writes
 * @param pinnedBytes the part of it that cannot be evicted now
 * @param memtableBytes unflushed writes, which the cache's figure includes
 * @param readerBytes for table files that are open, beside the cache
 */
public record StoreMemory(long cacheBytes, long pinnedBytes, long memtableBytes, long readerBytes) {
  /** What {@code storage.memoryBudgetBytes} bounds. */
  public long totalBytes() {
    return Math.max(cacheBytes, memtableBytes) + readerBytes;
  }
}
