package dev.holdfast.client.internal.journal;

import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a file of records from its beginning to where it ends or cannot be read any further. What
 * cannot be read at the end is what a crash leaves of a write; in a file that has a successor it is
 * damage. With a good record after it, it is damage where the file was on disk already, as a {@link
 * SyncMark} tells; behind that the machine may have brought the later record to disk first.
 */
public final class LogScan {
  private final Path path;
  private final ByteBuffer content;
  private int at;

  /** Reads all of it. */
  public LogScan(Path path) throws IOException {
    this.path = path;
    this.content = ByteBuffer.wrap(Files.readAllBytes(path));
  }

  /** True when there is a whole record here, but for marks, which are read over. */
  public boolean hasNext() {
    int length = Frame.bodyLength(content, at);
    while (length >= 0 && SyncMark.read(body(at, length)) >= 0) {
      at = (int) LogFile.after(at, length);
      length = Frame.bodyLength(content, at);
    }
    return length >= 0;
  }

  private Bytes body(int record, int length) {
    int from = record + Frame.HEADER_BYTES;
    return Bytes.of(content.array(), from, from + length);
  }

  /** The record here; goes on to the next place. */
  public Bytes next() {
    int length = Frame.bodyLength(content, at);
    Bytes body = body(at, length);
    at = (int) LogFile.after(at, length);
    return body;
  }

  /** The place here: everything before has been read. */
  public long position() {
    return at;
  }

  /** How many bytes are left here. */
  public long rest() {
    return (long) content.limit() - at;
  }

  /**
   * Checks the rest, which cannot be read, in a file that was written to last.
   *
   * @param marked false for a file of a format without marks, in which no good record may follow
   * @throws DamagedFileException when it is not what a crash leaves
   */
  public void requireTorn(boolean marked) throws DamagedFileException {
    int next = Frame.find(content, at);
    if (next >= 0 && (!marked || syncedUpTo(next) > at)) {
      throw damaged("what stands there up to byte " + next + " is no record, but others follow");
    }
  }

  /** How far the file was on disk, as the records from this one on tell. */
  private long syncedUpTo(int record) {
    long synced = -1;
    for (int found = record; found >= 0; ) {
      int length = Frame.bodyLength(content, found);
      synced = Math.max(synced, SyncMark.read(body(found, length)));
      found = Frame.find(content, (int) LogFile.after(found, length));
    }
    return synced;
  }

  /**
   * Checks that nothing is left, as of a file that was finished.
   *
   * @throws DamagedFileException when something is
   */
  public void requireEnd() throws DamagedFileException {
    if (rest() > 0) {
      throw damaged("what stands there is no record, though the file was finished");
    }
  }

  /** Says what is wrong here. */
  public DamagedFileException damaged(String what) {
    return new DamagedFileException(path, at, what);
  }
}
