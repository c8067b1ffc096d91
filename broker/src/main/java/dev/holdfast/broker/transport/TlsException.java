package dev.holdfast.broker.transport;

import org.jspecify.annotations.Nullable;

/** What the files for TLS hold cannot be used; the message names the setting, and no secret. */
final class TlsException extends Exception {
  private static final long serialVersionUID = 1;

  TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
