package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.GIB;
import static dev.holdfast.broker.config.Units.MIB;

import java.nio.file.Path;
import java.util.List;

/** The keys of the group {@code storage}. */
final class StorageKeys {
  /** The directory of the store. */
  static final Key<Path> DATA_DIR =
      new Key<>(
          "storage.dataDir",
          ScalarTypes.path(),
          Path.of("data"),
          "Directory for everything that is stored; created when missing. A relative path starts"
              + " at the working directory.");

  static final Key<Long> MEMORY_BUDGET =
      new Key<>(
          "storage.memoryBudgetBytes",
          longInteger(8 * MIB, 1024 * GIB),
          256L * MIB,
          "Memory of the store outside the Java heap: cached blocks and unflushed writes"
              + " together.");

  static final Key<Long> MIN_FREE =
      new Key<>(
          "storage.minFreeBytes",
          longInteger(0, 1024 * 1024 * GIB),
          256L * MIB,
          "Room that is to stay free on the disk of the store. With less, new events are refused"
              + " (`read-only`) until there is a quarter more; deliveries and acknowledgements go"
              + " on. 0 fills the disk, and then the broker stops.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(DATA_DIR, MEMORY_BUDGET, MIN_FREE);

  private StorageKeys() {}

  /** What was given for them. */
  static StorageConfig config(Values given) {
    return new StorageConfig(given.get(DATA_DIR), given.get(MEMORY_BUDGET), given.get(MIN_FREE));
  }
}
