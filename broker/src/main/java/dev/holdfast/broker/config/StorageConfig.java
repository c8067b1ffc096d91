package dev.holdfast.broker.config;

import java.nio.file.Path;

/** The group {@code storage}: where events are kept, and the memory that may take. */
public record StorageConfig(Path dataDir, long memoryBudgetBytes) {}
