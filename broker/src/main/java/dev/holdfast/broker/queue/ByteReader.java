package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;

/**
 * Reads what a {@link ByteWriter} wrote. Past the end, or on a number too long, it throws {@link
 * Store.StoreException}: such a value was not written by this program.
 */
final class ByteReader {
  private final byte[] array;
  private int at;

  ByteReader(byte[] array) {
    this.array = array;
  }

  boolean atEnd() {
    return at >= array.length;
  }

  /** How many bytes have been read. */
  int position() {
    return at;
  }

  int octet() {
    require(1);
    return array[at++] & 0xFF;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = octet();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damaged("a number of more than ten bytes");
  }

  long signed() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A window on the value that is read: not copied. */
  Bytes bytes() {
    int length = length();
    require(length);
    Bytes bytes = Bytes.of(array, at, at + length);
    at += length;
    return bytes;
  }

  String text() {
    return bytes().toUtf8();
  }

  void skipBytes() {
    int length = length();
    require(length);
    at += length;
  }

  /** The count of elements that follow, each of at least one byte. */
  int count() {
    return length();
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > array.length) {
      throw damaged("a length of " + length);
    }
    return (int) length;
  }

  private void require(int count) {
    if (array.length - at < count) {
      throw damaged("its end");
    }
  }

  private Store.StoreException damaged(String what) {
    return new Store.StoreException(
        "a stored value of " + array.length + " bytes is damaged: " + what + " at byte " + at,
        null);
  }
}
