package dev.holdfast.broker.config;

/** The scale of bounds and defaults: bytes and milliseconds. */
final class Units {
  static final int KIB = 1 << 10;
  static final int MIB = 1 << 20;
  static final long GIB = 1 << 30;

  /** The longest time most things can be told to wait. */
  static final long HOUR_MS = 3_600_000;

  static final long DAY_MS = 24 * HOUR_MS;

  private Units() {}
}
