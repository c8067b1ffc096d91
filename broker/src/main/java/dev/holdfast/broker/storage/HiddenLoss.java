package dev.holdfast.broker.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Damage that RocksDB would take for the end of a file: it would open the database without what
 * stood behind it, and nobody would hear of the confirmed events that are lost (P1).
 *
 * @param file where it is
 * @param problem in words, without the directory
 */
record HiddenLoss(Path file, String problem) {
  /**
   * Looks for it in a store or a backup that nobody uses.
   *
   * @param directory with the database in it
   * @return null when there is none, as far as can be known
   * @throws StoreOpenException when RocksDB does notice something, though not this
   */
  static @Nullable HiddenLoss of(Path directory) throws IOException, StoreOpenException {
    HiddenLoss inManifest = ManifestSeal.check(directory);
    return inManifest == null ? LogCheck.of(directory.resolve(DataDirectory.DATABASE)) : inManifest;
  }

  /**
   * Refuses a data directory that has lost what was synced.
   *
   * @param directory for the operator
   * @throws StoreOpenException also when it cannot be read; nothing was changed
   */
  static void refuse(Path directory) throws StoreOpenException {
    if (!Files.isDirectory(directory.resolve(DataDirectory.DATABASE))) {
      return;
    }
    try {
      HiddenLoss loss = of(directory);
      if (loss != null) {
        throw new StoreOpenException(
            "The store in data directory "
                + directory
                + " is damaged: "
                + loss.problem()
                + ". This is not what a power cut leaves: confirmed events may be lost, and a broker"
                + " that started on the rest could not tell who misses them. Nothing was changed."
                + " See what else is wrong with: holdfast verify "
                + directory
                + ", and restore the store from a backup. docs/backup.md says what can be done"
                + " without one.");
      }
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot read the database in " + directory + ": " + DurableFiles.reason(e), e);
    }
  }
}
