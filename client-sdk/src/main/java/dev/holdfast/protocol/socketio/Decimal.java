package dev.holdfast.protocol.socketio;

/** Decimal digits straight into a byte array. Numbers are not negative. */
final class Decimal {
  private Decimal() {}

  /** How many digits {@code number} has. */
  static int length(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** Writes {@code number} from {@code at} on; returns the index after it. */
  static int write(long number, byte[] out, int at) {
    int end = at + length(number);
    long rest = number;
    for (int i = end - 1; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return end;
  }
}
