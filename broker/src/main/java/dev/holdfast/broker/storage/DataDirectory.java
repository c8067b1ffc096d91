package dev.holdfast.broker.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that this process has claimed: {@code LOCK}, {@code FORMAT} and the database
 * under {@code db/}. Whether the directory may be used is decided before anything in it is touched,
 * and decided again once the lock is held.
 *
 * <p>Creation writes {@code FORMAT} in the state "creating", then the database, then {@code FORMAT}
 * in the state "ready". So a crash at any step leaves a directory in which creation can go on, and
 * a ready directory without its database is known to have lost it.
 */
final class DataDirectory implements AutoCloseable {
  static final String FORMAT_FILE = "FORMAT";
  static final String DATABASE = "db";

  /** May stand in a directory that holds no store yet; the last is in every fresh file system. */
  private static final Set<String> BEFORE_CREATION =
      Set.of(DirectoryLock.FILE_NAME, FORMAT_FILE + DurableFiles.UNFINISHED_SUFFIX, "lost+found");

  private final Path path;
  private final DirectoryLock lock;
  private final StoreFormat format;

  private DataDirectory(Path path, DirectoryLock lock, StoreFormat format) {
    this.path = path;
    this.lock = lock;
    this.format = format;
  }

  /**
   * Claims the directory, creating it when it does not exist.
   *
   * @param newEpoch asked only when there is no store yet
   * @throws StoreOpenException when it holds something else, a store of a newer format or one that
   *     is damaged, when another process uses it, or when it cannot be written
   */
  static DataDirectory claim(Path path, IntSupplier newEpoch) throws StoreOpenException {
    try {
      inspect(path);
      DurableFiles.createDirectories(path);
      DirectoryLock lock = DirectoryLock.acquire(path);
      try {
        return new DataDirectory(path, lock, readOrBegin(path, newEpoch));
      } catch (StoreOpenException | IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot use data directory " + path + ": " + DurableFiles.reason(e), e);
    }
  }

  private static StoreFormat readOrBegin(Path path, IntSupplier newEpoch)
      throws StoreOpenException, IOException {
    StoreFormat found = inspect(path);
    if (found != null) {
      return found;
    }
    StoreFormat begun = new StoreFormat(newEpoch.getAsInt(), false);
    DurableFiles.replace(path.resolve(FORMAT_FILE), begun.toText());
    return begun;
  }

  /** Reads without changing anything; null when a store can be created here. */
  private static @Nullable StoreFormat inspect(Path path) throws StoreOpenException, IOException {
    if (!Files.isDirectory(path)) {
      if (Files.exists(path)) {
        throw new NotDirectoryException(path.toString());
      }
      return null;
    }
    Path formatFile = path.resolve(FORMAT_FILE);
    if (Files.notExists(formatFile)) {
      refuseForeign(path);
      return null;
    }
    StoreFormat format = read(formatFile, path);
    if (format.ready() && Files.notExists(path.resolve(DATABASE).resolve("CURRENT"))) {
      throw new StoreOpenException(
          "Data directory "
              + path
              + " has lost its database (db/CURRENT is missing). Restore it from a backup, or"
              + " choose another directory.");
    }
    return format;
  }

  private static void refuseForeign(Path path) throws StoreOpenException, IOException {
    List<String> foreign;
    try (Stream<Path> entries = Files.list(path)) {
      foreign =
          entries
              .map(entry -> String.valueOf(entry.getFileName()))
              .filter(name -> !BEFORE_CREATION.contains(name))
              .sorted()
              .limit(3)
              .toList();
    }
    if (!foreign.isEmpty()) {
      throw new StoreOpenException(
          "Directory "
              + path
              + " is not empty and holds no Holdfast store (found "
              + String.join(", ", foreign)
              + "). Choose an empty or a new directory. Nothing was changed.");
    }
  }

  private static StoreFormat read(Path formatFile, Path path)
      throws StoreOpenException, IOException {
    try {
      return StoreFormat.parse(Files.readString(formatFile));
    } catch (StoreFormat.UnreadableException e) {
      throw new StoreOpenException(
          "Cannot use data directory "
              + path
              + " because of its FORMAT file: "
              + e.getMessage()
              + ". Nothing was changed.",
          e);
    }
  }

  /** The directory itself. */
  Path path() {
    return path;
  }

  /** Where RocksDB keeps its files. */
  Path database() {
    return path.resolve(DATABASE);
  }

  /** Names the history of the store in here. */
  int epoch() {
    return format.epoch();
  }

  /** True until {@link #databaseCreated()}: the database may be missing. */
  boolean mayCreateDatabase() {
    return !format.ready();
  }

  /** Notes durably that the database exists and must exist from now on. */
  void databaseCreated() throws StoreOpenException {
    if (format.ready()) {
      return;
    }
    try {
      DurableFiles.replace(
          path.resolve(FORMAT_FILE), new StoreFormat(format.epoch(), true).toText());
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
