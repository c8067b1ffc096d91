package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Grows a byte array: variable-length numbers, texts and bytes, each read back by {@link
 * ByteReader}.
 */
final class ByteWriter {
  private byte[] array;
  private int length;

  ByteWriter(int capacity) {
    array = new byte[capacity];
  }

  int length() {
    return length;
  }

  byte[] toArray() {
    return Arrays.copyOf(array, length);
  }

  ByteWriter octet(int value) {
    ensure(1);
    array[length++] = (byte) value;
    return this;
  }

  /** What was written here, and then there, as one array. */
  byte[] followedBy(ByteWriter next) {
    byte[] both = Arrays.copyOf(array, length + next.length);
    System.arraycopy(next.array, 0, both, length, next.length);
    return both;
  }

  /** A number that is not negative, seven bits a byte, the lowest first. */
  ByteWriter varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      array[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
    return this;
  }

  /** Any number, small ones of either sign in few bytes. */
  ByteWriter signed(long value) {
    return varint((value << 1) ^ (value >> 63));
  }

  ByteWriter bytes(Bytes value) {
    varint(value.length());
    ensure(value.length());
    length = value.copyTo(array, length);
    return this;
  }

  ByteWriter text(String value) {
    return bytes(Bytes.of(value.getBytes(StandardCharsets.UTF_8)));
  }

  private void ensure(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, Math.addExact(length, more)));
    }
  }
}
