package dev.holdfast.broker.storage;

import dev.holdfast.broker.storage.StoreFormat.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands in a directory, and what may be done with it. Changes nothing. */
final class DirectoryContent {
  /** May stand in a directory that holds no store yet; the last is in every fresh file system. */
  private static final Set<String> BEFORE_CREATION =
      Set.of(
          DirectoryLock.FILE_NAME,
          DataDirectory.FORMAT_FILE + DurableFiles.UNFINISHED_SUFFIX,
          "lost+found");

  private DirectoryContent() {}

  /**
   * What {@code FORMAT} says; null when nothing is here and a store can be created.
   *
   * @throws StoreOpenException when something else is here, or a store that cannot be read
   */
  static @Nullable StoreFormat inspect(Path path) throws StoreOpenException, IOException {
    if (!Files.isDirectory(path)) {
      if (Files.exists(path)) {
        throw new NotDirectoryException(path.toString());
      }
      return null;
    }
    Path formatFile = path.resolve(DataDirectory.FORMAT_FILE);
    if (Files.notExists(formatFile)) {
      refuseForeign(path);
      return null;
    }
    StoreFormat format = read(formatFile, path);
    boolean needed = format.is(State.READY) || format.is(State.BACKUP);
    if (needed && Files.notExists(path.resolve(DataDirectory.DATABASE).resolve("CURRENT"))) {
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
      // One character for each byte: also what is no text any more is only a wrong checksum.
      return StoreFormat.parse(Files.readString(formatFile, StandardCharsets.ISO_8859_1));
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

  /** A store that may be served from, or one that is being created. */
  static StoreFormat servable(Path path, StoreFormat found) throws StoreOpenException {
    if (found.is(State.BACKUP)) {
      throw new StoreOpenException(
          "Directory "
              + path
              + " is a backup, and served from it would give out positions that mean other events"
              + " elsewhere. Copy it with: holdfast restore --from "
              + path
              + " --data-dir DIR");
    }
    if (found.is(State.RESTORING)) {
      throw new StoreOpenException(
          "A backup was being restored into directory "
              + path
              + ", and that did not finish. Run holdfast restore again.");
    }
    return found;
  }

  /** A store that exists and may be served from. */
  static StoreFormat store(Path path, @Nullable StoreFormat found) throws StoreOpenException {
    if (found == null || found.is(State.CREATING)) {
      throw new StoreOpenException("Directory " + path + " holds no Holdfast store.");
    }
    return servable(path, found);
  }

  /**
   * The format of a directory that {@code holdfast restore} can take for its source.
   *
   * @throws StoreOpenException when it is no backup
   */
  static StoreFormat backup(Path path) throws StoreOpenException {
    try {
      StoreFormat found = inspect(path);
      if (found == null || !found.is(State.BACKUP)) {
        throw new StoreOpenException(
            "Directory " + path + " is not a backup made by holdfast backup.");
      }
      return found;
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot read directory " + path + ": " + DurableFiles.reason(e), e);
    }
  }
}
