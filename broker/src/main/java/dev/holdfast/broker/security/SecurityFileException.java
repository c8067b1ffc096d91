package dev.holdfast.broker.security;

import java.nio.file.Path;

/**
 * A file with keys, tokens or revocations cannot be used; the message says why, without secrets.
 */
public final class SecurityFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What this message says, which names the file. */
  public SecurityFileException(String message, Throwable cause) {
    super(message, cause);
  }

  SecurityFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  SecurityFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
