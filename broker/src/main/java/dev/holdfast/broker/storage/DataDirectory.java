package dev.holdfast.broker.storage;

import dev.holdfast.broker.files.FileModes;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.storage.StoreFormat.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that this process has claimed: {@code LOCK}, {@code FORMAT} and the database
 * under {@code db/}. Whether the directory may be used is decided before anything in it is touched,
 * and decided again once the lock is held.
 *
 * <p>Creation writes {@code FORMAT} in the state "creating", then the database, then {@code FORMAT}
 * in the state "ready". So a crash at any step leaves a directory in which creation can go on, and
 * a ready directory without its database is known to have lost it. Restoring does the same with the
 * state "restoring", and begins anew after a crash.
 */
final class DataDirectory implements AutoCloseable {
  static final String FORMAT_FILE = "FORMAT";
  static final String DATABASE = "db";

  private final Path path;
  private final DirectoryLock lock;

  /** Changed by the thread that opens the store, before anybody else sees it. */
  private StoreFormat format;

  private DataDirectory(Path path, DirectoryLock lock, StoreFormat format) {
    this.path = path;
    this.lock = lock;
    this.format = format;
  }

  /** Decides what {@code FORMAT} has to say in a directory; changes nothing itself. */
  @FunctionalInterface
  private interface Decision {
    StoreFormat on(@Nullable StoreFormat found) throws StoreOpenException;
  }

  /**
   * Claims the directory to serve from it, creating it when it does not exist.
   *
   * @param newEpoch asked only when there is no store yet
   * @throws StoreOpenException when it holds something else, a store of a newer format or one that
   *     is damaged, when another process uses it, when it cannot be written, or when every user of
   *     the machine can write to it
   */
  static DataDirectory claim(Path path, IntSupplier newEpoch) throws StoreOpenException {
    return claim(
        path,
        found ->
            found == null
                ? new StoreFormat(Lineage.of(newEpoch.getAsInt()), State.CREATING)
                : DirectoryContent.servable(path, found));
  }

  /**
   * Claims the directory of a store that exists.
   *
   * @throws StoreOpenException as {@link #claim}, and when there is none
   */
  static DataDirectory claimStore(Path path) throws StoreOpenException {
    return claim(path, found -> DirectoryContent.store(path, found));
  }

  /**
   * Claims a directory that holds nothing, or where restoring did not finish, to restore into it.
   *
   * @param lineage of the store to be
   * @throws StoreOpenException as {@link #claim}, and when it holds a store
   */
  static DataDirectory claimEmpty(Path path, Lineage lineage) throws StoreOpenException {
    return claim(
        path,
        found -> {
          if (found == null || found.is(State.RESTORING)) {
            return new StoreFormat(lineage, State.RESTORING);
          }
          throw new StoreOpenException(
              "Directory "
                  + path
                  + " holds a store already. Restore into an empty or a new one. Nothing was"
                  + " changed.");
        });
  }

  /**
   * Claims the directory of a store or of a backup to read it. Nothing in it is changed.
   *
   * @throws StoreOpenException when it holds neither, or another process uses it
   */
  static DataDirectory claimForReading(Path path) throws StoreOpenException {
    try {
      StoreFormat found = DirectoryContent.inspect(path);
      if (found == null || !(found.is(State.READY) || found.is(State.BACKUP))) {
        throw new StoreOpenException("Directory " + path + " holds no Holdfast store.");
      }
      return new DataDirectory(path, DirectoryLock.share(path), found);
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot read directory " + path + ": " + DurableFiles.reason(e), e);
    }
  }

  private static DataDirectory claim(Path path, Decision decision) throws StoreOpenException {
    try {
      decision.on(DirectoryContent.inspect(path));
      DurableFiles.createDirectories(path);
      FileModes.requireOwn(path);
      DirectoryLock lock = DirectoryLock.acquire(path);
      try {
        StoreFormat found = DirectoryContent.inspect(path);
        StoreFormat decided = decision.on(found);
        if (!decided.equals(found)) {
          write(path, decided);
        }
        return new DataDirectory(path, lock, decided);
      } catch (StoreOpenException | IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot use data directory " + path + ": " + DurableFiles.reason(e), e);
    }
  }

  private static void write(Path path, StoreFormat format) throws IOException {
    DurableFiles.replace(path.resolve(FORMAT_FILE), format.toText());
  }

  /** The directory itself. */
  Path path() {
    return path;
  }

  /** Where RocksDB keeps its files. */
  Path database() {
    return path.resolve(DATABASE);
  }

  /** Names the history of the store in here, and those it goes back to. */
  Lineage lineage() {
    return format.lineage();
  }

  /** True until {@link #databaseCreated()}: the database may be missing. */
  boolean mayCreateDatabase() {
    return format.is(State.CREATING);
  }

  /** Notes durably that the database exists, whole, and must exist from now on. */
  void databaseCreated() throws StoreOpenException {
    if (format.is(State.READY)) {
      return;
    }
    try {
      format = format.in(State.READY);
      write(path, format);
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot finish data directory " + path + ": " + DurableFiles.reason(e), e);
    }
  }

  /** Lets other processes have it. */
  @Override
  public void close() {
    lock.close();
  }
}
