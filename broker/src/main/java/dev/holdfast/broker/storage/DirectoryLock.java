package dev.holdfast.broker.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the one process that uses a data directory. The operating system takes it back
 * when the process dies, however it dies. The file holds the owner's process id for the message
 * that others get; it is never deleted, since deleting a lock file races with the next owner.
 */
final class DirectoryLock implements AutoCloseable {
  /** Name of the lock file. */
  static final String FILE_NAME = "LOCK";

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

  /**
   * Directories this JVM holds. POSIX drops a process's lock on a file when the process closes any
   * descriptor of it, so a second attempt in the same JVM must not even open the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;

  /** Null when there was nothing to lock. */
  private final @Nullable FileChannel channel;

  private final AtomicBoolean released = new AtomicBoolean();

  private DirectoryLock(Path directory, @Nullable FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock without waiting.
   *
   * @throws StoreOpenException when another process, or this one, uses the directory
   * @throws IOException when the lock file cannot be written
   */
  static DirectoryLock acquire(Path directory) throws StoreOpenException, IOException {
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      throw inUse(directory, "this process");
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              real.resolve(FILE_NAME),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(channel, directory);
      return new DirectoryLock(real, channel);
    } catch (StoreOpenException | IOException | RuntimeException e) {
      HELD.remove(real);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  /**
   * Keeps others from using the directory while it is read, and changes nothing in it: not even the
   * process id in the lock file. A directory that nobody has used has no such file, and needs none.
   *
   * @throws StoreOpenException when another process, or this one, uses the directory
   * @throws IOException when the lock file cannot be read
   */
  static DirectoryLock share(Path directory) throws StoreOpenException, IOException {
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      throw inUse(directory, "this process");
    }
    FileChannel channel = null;
    try {
      if (Files.exists(real.resolve(FILE_NAME))) {
        channel = FileChannel.open(real.resolve(FILE_NAME), StandardOpenOption.READ);
        if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
          throw inUse(directory, owner(directory));
        }
      }
      return new DirectoryLock(real, channel);
    } catch (StoreOpenException | IOException | RuntimeException e) {
      HELD.remove(real);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  private static String owner(Path directory) throws IOException {
    String owner = Files.readString(directory.resolve(FILE_NAME)).strip();
    return owner.isEmpty() ? "another process" : "process " + owner;
  }

  private static void lock(FileChannel channel, Path directory)
      throws StoreOpenException, IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      throw inUse(directory, owner(directory));
    }
    channel.truncate(0);
    String processId = ProcessHandle.current().pid() + "\n";
    channel.write(ByteBuffer.wrap(processId.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static StoreOpenException inUse(Path directory, String owner) {
    return new StoreOpenException(
        "Data directory "
            + directory
            + " is in use by "
            + owner
            + ". Only one broker can use it at a time: stop that one, or choose another"
            + " directory.");
  }

  /** Gives the right back. Doing so twice does nothing. */
  @Override
  public void close() {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("Could not close the lock file of data directory {}", directory, e);
    } finally {
      HELD.remove(directory);
    }
  }
}
