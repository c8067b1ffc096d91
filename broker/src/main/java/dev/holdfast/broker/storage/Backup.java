package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.StoreState;
import dev.holdfast.broker.storage.StoreFormat.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Writes a backup: the database as it stands between two commits, and a {@code FORMAT} that says
 * what it is. Table files are linked where that is possible, since they never change, and copied
 * where it is not; commits go on meanwhile. The backup bears its name only once all of it is on
 * disk, so whatever has that name is whole.
 */
final class Backup {
  /** What a backup is called until it is complete. */
  static final String PARTIAL_SUFFIX = ".partial";

  private Backup() {}

  /**
   * Writes one.
   *
   * @param target must not exist
   * @throws BackupException when it cannot be written; what there was is unchanged
   */
  static BackupSummary write(RocksDB database, Lineage lineage, Path target)
      throws BackupException {
    Path partial = target.resolveSibling(target.getFileName() + PARTIAL_SUFFIX);
    refuseExisting(target, partial);
    try {
      DurableFiles.createDirectories(partial);
      try (Checkpoint checkpoint = Checkpoint.create(database)) {
        checkpoint.createCheckpoint(partial.resolve(DataDirectory.DATABASE).toString());
      }
      ManifestSeal.write(partial);
      String format = new StoreFormat(lineage, State.BACKUP).toText();
      DurableFiles.replace(partial.resolve(DataDirectory.FORMAT_FILE), format);
      BackupSummary written = summary(partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.syncDirectory(target.toAbsolutePath().getParent());
      return new BackupSummary(
          target, written.epoch(), written.offset(), written.files(), written.bytes());
    } catch (RocksDBException | StoreOpenException e) {
      throw failed(target, partial, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw failed(target, partial, DurableFiles.reason(e), e);
    }
  }

  private static void refuseExisting(Path target, Path partial) throws BackupException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new BackupException(target + " exists already. A backup replaces nothing.", null);
    }
    if (Files.exists(partial, LinkOption.NOFOLLOW_LINKS)) {
      throw new BackupException(
          partial
              + " is there: another backup to "
              + target
              + " is being made, or one did not finish. Remove it if none is.",
          null);
    }
  }

  private static BackupException failed(Path target, Path partial, String reason, Exception cause) {
    try {
      DurableFiles.deleteTree(partial);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return new BackupException("The backup to " + target + " failed: " + reason, cause);
  }

  /** Opens it, which shows that it can be opened, and looks at what is in it. */
  static BackupSummary summary(Path backup) throws StoreOpenException, IOException {
    StoreState state;
    int epoch;
    try (RocksStore store = RocksStore.openReadOnly(backup)) {
      state = StoreState.of(store);
      epoch = store.epoch();
    }
    DurableFiles.Size size = DurableFiles.size(backup.resolve(DataDirectory.DATABASE));
    return new BackupSummary(backup, epoch, state.applied(), size.files(), size.bytes());
  }
}
