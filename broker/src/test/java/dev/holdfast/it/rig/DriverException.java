package dev.holdfast.it.rig;

/** A driven client could not do what the test asked for. */
public final class DriverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DriverException(String message, Throwable cause) {
    super(message, cause);
  }
}
