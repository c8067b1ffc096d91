package dev.holdfast.broker.security;

import java.nio.file.Path;

/**
 * What an operator has written into a file to say who may do what, and may change while the broker
 * runs.
 */
public interface AccessContent {
  /** Where it stands. */
  Path file();

  /**
   * Whether only its owner and its group may read the file, as there are keys or tokens in it. To
   * none of the files everybody may write: who can decides who may do what.
   */
  boolean isSecret();

  /**
   * Has this hold from now on. One caller at a time.
   *
   * @param content all that the file holds
   * @throws SecurityFileException when that cannot be used: then nothing has changed
   */
  void take(byte[] content) throws SecurityFileException;

  /**
   * Takes what the file holds now. One caller at a time.
   *
   * @throws SecurityFileException when that cannot be read or used, or is open to others: then
   *     nothing has changed
   */
  default void reload() throws SecurityFileException {
    take(SecurityFiles.read(this));
  }
}
