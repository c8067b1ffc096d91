package dev.holdfast.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A read-only window on a byte array: the form in which text (UTF-8) and binary payloads travel
 * from the socket to the log and back without being copied or parsed. Whoever holds a {@code Bytes}
 * must not change the array under it. Safe to share between threads for that reason.
 */
public final class Bytes {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int from;
  private final int to;

  private Bytes(byte[] array, int from, int to) {
    this.array = array;
    this.from = from;
    this.to = to;
  }

  /** The whole array, not copied. */
  public static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /**
   * The part of the array from {@code from} to {@code to} (exclusive), not copied.
   *
   * @throws IndexOutOfBoundsException when the range is not inside the array
   */
  public static Bytes of(byte[] array, int from, int to) {
    if (from < 0 || to < from || to > array.length) {
      throw new IndexOutOfBoundsException(from + ".." + to + " of " + array.length);
    }
    return new Bytes(array, from, to);
  }

  /** The UTF-8 form of {@code text}. */
  public static Bytes utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The array under this window; only {@link #from()} to {@link #to()} belongs to it. */
  public byte[] array() {
    return array;
  }

  /** Index of the first byte in {@link #array()}. */
  public int from() {
    return from;
  }

  /** Index after the last byte in {@link #array()}. */
  public int to() {
    return to;
  }

  /** Number of bytes. */
  public int length() {
    return to - from;
  }

  /** True when there is no byte. */
  public boolean isEmpty() {
    return to == from;
  }

  /** The byte at {@code index}, counted from the start of this window. */
  public byte at(int index) {
    return array[from + index];
  }

  /**
   * A narrower window on the same array; both indexes count from the start of this one.
   *
   * @throws IndexOutOfBoundsException when the range is not inside this window
   */
  public Bytes slice(int start, int end) {
    if (start < 0 || end < start || end > length()) {
      throw new IndexOutOfBoundsException(start + ".." + end + " of " + length());
    }
    return new Bytes(array, from + start, from + end);
  }

  /** A fresh array with just these bytes. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, from, to);
  }

  /**
   * These bytes without the unused rest of a larger array under them: itself when there is none.
   */
  public Bytes compact() {
    return from == 0 && to == array.length ? this : of(toArray());
  }

  /** Copies these bytes into {@code target} from {@code at} on and returns the index after them. */
  public int copyTo(byte[] target, int at) {
    System.arraycopy(array, from, target, at, length());
    return at + length();
  }

  /** Read as UTF-8; malformed input becomes the replacement character. */
  public String toUtf8() {
    return new String(array, from, length(), StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(array, from, to, that.array, that.from, that.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** The bytes as UTF-8 text, for messages and tests. */
  @Override
  public String toString() {
    return toUtf8();
  }
}
