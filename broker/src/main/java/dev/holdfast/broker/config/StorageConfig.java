package dev.holdfast.broker.config;

import java.nio.file.Path;

/** The group {@code storage}: where events are kept, and what of memory and disk that may take. */
public record StorageConfig(Path dataDir, long memoryBudgetBytes, long minFreeBytes) {}
