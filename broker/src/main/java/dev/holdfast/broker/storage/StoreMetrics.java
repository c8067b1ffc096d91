package dev.holdfast.broker.storage;

/** Told what commits cost. Called on the thread that commits, once for each group of records. */
@FunctionalInterface
public interface StoreMetrics {
  /** Nobody wants to know. */
  StoreMetrics NONE = (bytes, nanos, synced) -> {};

  /**
   * A batch was written.
   *
   * @param bytes how large it was
   * @param nanos how long that took, in nanoseconds
   * @param synced whether that includes syncing the write-ahead log
   */
  void committed(long bytes, long nanos, boolean synced);
}
