package dev.holdfast.client.internal.journal;

import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a file of records from its beginning to where it ends or cannot be read any further. What
 * cannot be read at the end is what a crash leaves of a write; with a good record after it, or in a
 * file that has a successor, it is damage.
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

  /** True when there is a whole record here. */
  public boolean hasNext() {
    return Frame.bodyLength(content, at) >= 0;
  }

  /** The record here; goes on to the next place. */
  public Bytes next() {
    int length = Frame.bodyLength(content, at);
    int from = at + Frame.HEADER_BYTES;
    at = from + length;
    return Bytes.of(content.array(), from, at);
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
   * @throws DamagedFileException when it is not what a crash leaves
   */
  public void requireTorn() throws DamagedFileException {
    int next = Frame.find(content, at);
    if (next >= 0) {
      throw damaged("what stands there up to byte " + next + " is no record, but others follow");
    }
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
