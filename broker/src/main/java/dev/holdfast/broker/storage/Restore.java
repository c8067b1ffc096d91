package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Lineage.Ancestor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Makes a store of a backup. Every byte is copied, so that the two have nothing in common, and
 * checked. The store begins a history of its own: what the broker writes into it stands at offsets
 * that the lost store may have used for other events, and must not be taken for them.
 */
public final class Restore {
  private Restore() {}

  /**
   * Restores into a directory that is empty or does not exist.
   *
   * @param newEpoch names the history that begins; asked until it is one that was not used yet
   * @throws StoreOpenException when the one is no backup, or damaged, or the other cannot be used
   */
  public static BackupSummary restore(Path backup, Path dataDir, IntSupplier newEpoch)
      throws StoreOpenException {
    Lineage saved = DirectoryContent.backup(backup).lineage();
    HiddenLoss.refuse(backup);
    try {
      long upTo = Backup.summary(backup).offset();
      Lineage lineage = Lineage.of(unused(saved, newEpoch), extended(saved, upTo));
      try (DataDirectory directory = DataDirectory.claimEmpty(dataDir, lineage)) {
        // What a restore that did not finish has left.
        DurableFiles.deleteTree(directory.database());
        DurableFiles.copyTree(backup.resolve(DataDirectory.DATABASE), directory.database());
        ManifestSeal.write(dataDir);
        check(directory);
        directory.databaseCreated();
      }
      DurableFiles.Size size = DurableFiles.size(dataDir.resolve(DataDirectory.DATABASE));
      return new BackupSummary(dataDir, lineage.epoch(), upTo, size.files(), size.bytes());
    } catch (IOException e) {
      throw new StoreOpenException(
          "The backup in "
              + backup
              + " could not be copied to "
              + dataDir
              + ": "
              + DurableFiles.reason(e),
          e);
    }
  }

  private static void check(DataDirectory directory) throws StoreOpenException {
    HiddenLoss.refuse(directory.path());
    try (NativeStack natives = new NativeStack()) {
      NativeLibrary.load();
      RocksDatabase.openReadOnly(directory.database(), RocksTuning.forReading(natives), natives)
          .verifyChecksums();
    }
  }

  private static int unused(Lineage saved, IntSupplier newEpoch) {
    int epoch;
    do {
      epoch = newEpoch.getAsInt();
    } while (isUsed(saved, epoch));
    return epoch;
  }

  private static boolean isUsed(Lineage saved, int epoch) {
    return saved.epoch() == epoch
        || saved.ancestors().stream().anyMatch(ancestor -> ancestor.epoch() == epoch);
  }

  private static List<Ancestor> extended(Lineage saved, long upTo) {
    List<Ancestor> ancestors = new ArrayList<>(saved.ancestors());
    ancestors.add(new Ancestor(saved.epoch(), upTo));
    return ancestors;
  }
}
