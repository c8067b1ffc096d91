package dev.holdfast.broker.storage;

import org.jspecify.annotations.Nullable;

/** No backup was made; the message tells the operator why and what would help. */
public final class BackupException extends Exception {
  private static final long serialVersionUID = 1L;

  BackupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
