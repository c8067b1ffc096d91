package dev.holdfast.proof.power;

import dev.holdfast.proof.FileKind;
import dev.holdfast.protocol.Bytes;
import java.util.Locale;

/** A change to a file or directory, as a traced process made it. Paths are absolute. */
sealed interface FileOp {
  /** Of the file or directory that is changed; of two the new one. */
  String path();

  /** The operation and the kind of file, for people. */
  default String name() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + FileKind.of(path());
  }

  /** The file is there, empty if {@code truncated}. */
  record Open(String path, boolean created, boolean truncated) implements FileOp {}

  /**
   * Bytes at an offset, nobody changes them; -1: where the last write since the file was opened
   * ended.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Write(String path, long offset, Bytes data) implements FileOp {}

  /** The file is this long. */
  record Truncate(String path, long length) implements FileOp {}

  /** One name becomes another. */
  record Rename(String from, String path) implements FileOp {}

  /** The name is gone. */
  record Unlink(String path) implements FileOp {}

  /** A directory is there. */
  record Mkdir(String path) implements FileOp {}

  /** What the file or directory holds is durable. */
  record Sync(String path) implements FileOp {}

  /**
   * An operation and when it had happened.
   *
   * @param atNanos since 1970, by the wall clock
   */
  record Timed(long atNanos, FileOp op) {}
}
