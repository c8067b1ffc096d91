package dev.holdfast.client.internal.journal;

import dev.holdfast.protocol.Bytes;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of records that grows at its end. The first record says what the file is. One of today's
 * format also has {@link SyncMark}s, which are written and read over here. Not thread-safe.
 */
public final class LogFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final boolean marked;
  private long size;

  /** Up to here it is on disk. */
  private long synced;

  /** What its last mark says of that. */
  private long said = -1;

  private @Nullable FailedSyncException broken;

  private LogFile(Path path, FileChannel channel, boolean marked, long size) {
    this.path = path;
    this.channel = channel;
    this.marked = marked;
    this.size = size;
  }

  /**
   * Makes a file, and has it on disk with its first record when this returns.
   *
   * @throws FailedSyncException when nobody knows whether it is on disk
   * @throws IOException when it cannot be made, and is not there; one that was there already is one
   *     reason
   */
  public static LogFile create(Disk disk, Path path, byte[] first) throws IOException {
    FileChannel channel =
        disk.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    LogFile file = new LogFile(path, channel, true, 0);
    try {
      file.write(Frame.encode(first));
      file.force();
      forceDirectory(path.toAbsolutePath().getParent());
      return file;
    } catch (IOException failure) {
      try (channel) {
        Files.deleteIfExists(path);
      } catch (IOException worse) {
        failure.addSuppressed(worse);
      }
      throw failure;
    }
  }

  /**
   * Opens a file to append to it, and has all of it on disk when this returns.
   *
   * @param marked false for one of a format that has no marks
   * @param size what is good of it; the rest is cut off
   */
  public static LogFile open(Disk disk, Path path, boolean marked, long size) throws IOException {
    FileChannel channel = disk.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    LogFile file = new LogFile(path, channel, marked, size);
    try {
      if (channel.size() > size) {
        channel.truncate(size);
      }
      file.force();
      return file;
    } catch (IOException failure) {
      try (channel) {
        throw failure;
      }
    }
  }

  /**
   * Has names that were made in this directory on disk. Windows can open no directory, and keeps
   * its names in a journal of its own: nothing is done there.
   *
   * @throws FailedSyncException when nobody knows whether they are
   */
  public static void forceDirectory(@Nullable Path directory) throws IOException {
    if (directory == null || File.separatorChar == '\\') {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException failure) {
      throw new FailedSyncException(directory, failure);
    }
  }

  /**
   * Writes a record; a crash of the process does not undo that, one of the machine may.
   *
   * @throws IOException when it could not be written: none of it is in the file then
   */
  public void append(byte[] body) throws IOException {
    ByteBuffer frame = Frame.encode(body);
    if (marked && synced > said) {
      ByteBuffer mark = Frame.encode(SyncMark.of(synced));
      frame = ByteBuffer.allocate(mark.remaining() + frame.remaining()).put(mark).put(frame).flip();
    }
    write(frame);
    said = synced;
  }

  private void write(ByteBuffer frames) throws IOException {
    int length = frames.remaining();
    try {
      for (long at = size; frames.hasRemaining(); at = size + frames.position()) {
        channel.write(frames, at);
      }
    } catch (IOException failure) {
      cutAfter(failure);
      throw failure;
    }
    size += length;
  }

  /** Not synced: what a crash leaves of it is cut off when the file is opened again. */
  private void cutAfter(IOException failure) {
    try {
      channel.truncate(size);
    } catch (IOException worse) {
      failure.addSuppressed(worse); // the next append writes over it, or fails as well
    }
  }

  /**
   * Has everything on disk that was appended.
   *
   * @throws FailedSyncException when nobody knows whether it is, now and ever after
   */
  public void force() throws FailedSyncException {
    if (broken == null) {
      try {
        channel.force(false);
        synced = size;
        return;
      } catch (IOException failure) {
        broken = new FailedSyncException(path, failure);
      }
    }
    throw broken;
  }

  /**
   * Has everything on disk, and says so in the file if there is room: from then on all that cannot
   * be read of it is damage.
   *
   * @throws FailedSyncException as {@link #force} does
   */
  public void seal() throws FailedSyncException {
    force();
    if (!marked || synced <= said) {
      return;
    }
    try {
      write(Frame.encode(SyncMark.of(synced)));
    } catch (IOException full) {
      return; // damage will be taken for what a crash left, as it would have been after one
    }
    said = synced;
    force();
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
