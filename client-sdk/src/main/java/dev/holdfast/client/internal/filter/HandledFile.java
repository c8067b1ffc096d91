package dev.holdfast.client.internal.filter;

import dev.holdfast.client.internal.journal.DirectoryLock;
import dev.holdfast.client.internal.journal.Disk;
import dev.holdfast.client.internal.journal.LogFile;
import dev.holdfast.client.internal.journal.LogScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The filter's file: records as they come, written anew without those that have become needless
 * when it has grown to several times what it must hold. Nothing is written after the close. Not
 * thread-safe.
 */
final class HandledFile implements AutoCloseable {
  private static final String NAME = "handled";
  private static final String NEW_NAME = "handled.new";

  /** A file smaller than this is not worth writing anew. */
  static final long MIN_COMPACTED_BYTES = 1 << 16;

  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");

  private final Path directory;
  private final byte[] header;
  private final DirectoryLock lock;
  private final Disk disk;
  private @Nullable LogFile file;
  private boolean closed;

  /** When it has more than this, it is written anew. */
  private long compactAt;

  private HandledFile(Disk disk, Path directory, String identity, DirectoryLock lock) {
    this.disk = disk;
    this.directory = directory;
    this.header = new HandledRecord.Header(HandledRecord.VERSION, identity).encode();
    this.lock = lock;
  }

  /**
   * Opens the file in a directory, which is made when it is not there, and reads it.
   *
   * @return null when another client has the directory
   * @throws IOException when it is damaged, or somebody else's; nothing was changed then
   */
  static @Nullable HandledFile open(Disk disk, Path directory, String identity, Handled handled)
      throws IOException {
    DirectoryLock lock = DirectoryLock.take(directory);
    if (lock == null) {
      return null;
    }
    try {
      HandledFile opened = new HandledFile(disk, directory, identity, lock);
      if (Files.exists(directory.resolve(NAME))) {
        opened.read(identity, handled);
      }
      opened.compact(handled.records());
      return opened;
    } catch (IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  private void read(String identity, Handled handled) throws IOException {
    Path path = directory.resolve(NAME);
    LogScan scan = new LogScan(path);
    HandledRecord.Header found = scan.hasNext() ? HandledRecord.Header.decode(scan.next()) : null;
    if (found == null) {
      throw scan.damaged("no header of a filter's file"); // it is made whole, then named
    }
    if (found.version() < 1 || found.version() > HandledRecord.VERSION) {
      throw new IOException(
          "the filter has format %d, this program knows %d; nothing was changed"
              .formatted(found.version(), HandledRecord.VERSION));
    }
    if (!found.identity().equals(identity)) {
      throw new IOException(
          "the filter is that of %s, not of %s".formatted(found.identity(), identity));
    }
    while (scan.hasNext()) {
      HandledRecord record = HandledRecord.decode(scan.next());
      if (record == null) {
        throw scan.damaged("the record before it is none of a filter");
      }
      handled.apply(record);
    }
    scan.requireTorn(found.version() >= HandledRecord.MARKED_VERSION);
    if (scan.rest() > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: cut {1} bytes off at {2}, of a write that a crash interrupted",
          path,
          scan.rest(),
          scan.position());
    }
  }

  /**
   * Writes a record: from then on the end of the process does not undo it.
   *
   * @param all gives everything that is handled, this record too, as records
   * @throws IOException when it could not; it is tried again with the next one
   */
  void write(HandledRecord record, Supplier<List<HandledRecord>> all) throws IOException {
    if (closed) {
      return; // the directory may be another client's by now
    }
    LogFile open = file;
    if (open == null || open.size() >= compactAt) {
      compact(all.get());
      return;
    }
    try {
      open.append(record.encode());
    } catch (IOException failure) {
      file = null;
      closeAfter(open, failure);
      throw failure;
    }
  }

  private static void closeAfter(LogFile file, IOException failure) {
    try {
      file.close();
    } catch (IOException worse) {
      failure.addSuppressed(worse);
    }
  }

  private void compact(List<HandledRecord> all) throws IOException {
    Path fresh = directory.resolve(NEW_NAME);
    Files.deleteIfExists(fresh);
    LogFile written = LogFile.create(disk, fresh, header);
    try {
      for (HandledRecord record : all) {
        written.append(record.encode());
      }
      written.seal();
      Files.move(fresh, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
      LogFile.forceDirectory(directory);
    } catch (IOException failure) {
      closeAfter(written, failure);
      throw failure;
    }
    LogFile old = file;
    file = written;
    compactAt = Math.max(MIN_COMPACTED_BYTES, 4 * written.size());
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      LogFile open = file;
      if (open != null) {
        try (open) {
          open.seal();
        }
      }
    }
  }
}
