package dev.holdfast.client.internal.journal;

import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of records that grows at its end. The first record says what the file is. Not thread-safe.
 */
public final class LogFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private long size;

  private LogFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Makes a file, and has it on disk with its first record when this returns.
   *
   * @throws IOException when it cannot; a file that is there already is one reason
   */
  public static LogFile create(Path path, byte[] first) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    LogFile file = new LogFile(path, channel, 0);
    try {
      file.append(first);
      file.force();
      forceDirectory(path.toAbsolutePath().getParent());
      return file;
    } catch (IOException failure) {
      try (channel) {
        Files.deleteIfExists(path);
      }
      throw failure;
    }
  }

  /**
   * Opens a file to append to it.
   *
   * @param size what is good of it; the rest is cut off
   */
  public static LogFile open(Path path, long size) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    LogFile file = new LogFile(path, channel, size);
    if (channel.size() > size) {
      file.cut();
    }
    return file;
  }

  /** Has names that were made in this directory on disk. */
  public static void forceDirectory(@Nullable Path directory) throws IOException {
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Writes a record; a crash of the process does not undo that, one of the machine may.
   *
   * @throws IOException when it could not be written: none of it is in the file then
   */
  public void append(byte[] body) throws IOException {
    ByteBuffer frame = Frame.encode(body);
    int length = frame.remaining();
    try {
      for (long at = size; frame.hasRemaining(); at = size + frame.position()) {
        channel.write(frame, at);
      }
    } catch (IOException failure) {
      cutAfter(failure);
      throw failure;
    }
    size += length;
  }

  private void cutAfter(IOException failure) {
    try {
      cut();
    } catch (IOException worse) {
      failure.addSuppressed(worse); // the next append writes over it, or fails as well
    }
  }

  private void cut() throws IOException {
    channel.truncate(size);
    channel.force(true);
  }

  /** Has everything on disk that was appended. */
  public void force() throws IOException {
    channel.force(false);
  }

  /**
   * The record at this place, which must be one's beginning.
   *
   * @throws IOException when it cannot be read or is damaged
   */
  public Bytes read(long at) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);
    readFully(header, at);
    int length = header.getInt(4);
    if (header.getInt(0) != Frame.MARKER || length < 0 || length > size - at) {
      throw new DamagedFileException(path, at, "there is no record");
    }
    ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_BYTES + length);
    readFully(frame, at);
    if (Frame.bodyLength(frame, 0) != length) {
      throw new DamagedFileException(path, at, "the record does not match its checksum");
    }
    return Bytes.of(frame.array(), Frame.HEADER_BYTES, frame.limit());
  }

  private void readFully(ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, at + into.position()) < 0) {
        throw new DamagedFileException(path, at, "the file ends in a record");
      }
    }
    into.flip();
  }

  /** Where the record after one at this place, with a body of so many bytes, begins. */
  public static long after(long at, int bodyBytes) {
    return at + Frame.HEADER_BYTES + bodyBytes;
  }

  /** How many bytes the file has. */
  public long size() {
    return size;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
