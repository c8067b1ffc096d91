package dev.holdfast.broker.storage;

/**
 * How RocksDB holds writes up when flushes and compactions do not keep up with them.
 *
 * @param stopped no write goes on now
 * @param delayedBytesPerSecond what writes are slowed down to now; 0 when they are not
 * @param delays how often writes were slowed down since the store was opened
 * @param stops how often they were stopped
 * @param pendingCompactionBytes what compactions have yet to rewrite, roughly
 */
public record StoreStalls(
    boolean stopped,
    long delayedBytesPerSecond,
    long delays,
    long stops,
    long pendingCompactionBytes) {}
