package dev.holdfast.broker.storage;

import org.jspecify.annotations.Nullable;

/**
 * The data directory cannot be used. The message is for the operator: it names the directory, the
 * reason, and what can be done. Nothing that was stored has been changed.
 */
public final class StoreOpenException extends Exception {
  private static final long serialVersionUID = 1L;

  StoreOpenException(String message) {
    this(message, null);
  }

  StoreOpenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
