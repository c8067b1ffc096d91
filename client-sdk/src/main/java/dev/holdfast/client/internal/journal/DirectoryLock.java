package dev.holdfast.client.internal.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a directory for one user at a time, in this process and among all. */
public final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "LOCK";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes a directory, which is made when it is not there. The system gives it free when the
   * process ends, however that happens.
   *
   * @return null when somebody has it
   */
  public static @Nullable DirectoryLock take(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock();
      taken = lock != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    return taken ? new DirectoryLock(channel) : null;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
