package dev.holdfast.broker.storage;

/**
 * What the operator decides about the store.
 *
 * @param memoryBudgetBytes one bound for all of RocksDB's memory, cached blocks and unflushed
 *     writes together; at least 1 MiB
 */
public record StorageSettings(long memoryBudgetBytes) {
  private static final long LEAST_BUDGET_BYTES = 1 << 20;

  /** Checks the range. */
  public StorageSettings {
    if (memoryBudgetBytes < LEAST_BUDGET_BYTES) {
      throw new IllegalArgumentException(
          "memoryBudgetBytes must be at least " + LEAST_BUDGET_BYTES + ": " + memoryBudgetBytes);
    }
  }
}
