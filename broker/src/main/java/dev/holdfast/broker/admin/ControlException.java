package dev.holdfast.broker.admin;

import org.jspecify.annotations.Nullable;

/** A command was not done; the message tells the operator why. */
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the failure under it, if there is one. */
  public ControlException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
