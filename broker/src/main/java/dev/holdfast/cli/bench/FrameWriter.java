package dev.holdfast.cli.bench;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Builds the frames a client sends (RFC 6455, section 5.2): final and masked, with a key of its own
 * for each, so that the broker has the work that every client makes it. One frame at a time: begin,
 * put, end. Owner: the event loop of the connections it serves.
 */
final class FrameWriter {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int LENGTH_16_BITS = 126;
  private static final int LENGTH_64_BITS = 127;
  private static final int MASK_BYTES = 4;

  /** Two bytes, eight of length and the mask; the header is written once the length is known. */
  private static final int MAX_HEADER_BYTES = 10 + MASK_BYTES;

  private static final int TEXT = 1;
  private static final int MAX_DECIMAL_DIGITS = 20;

  private final SplittableRandom keys = new SplittableRandom();
  private final byte[] digits = new byte[MAX_DECIMAL_DIGITS];
  private byte[] frame = new byte[512];
  private int opcode;
  private int at;

  /** Begins a text message. */
  FrameWriter text() {
    return begin(TEXT);
  }

  /** Begins a frame of any kind. */
  FrameWriter begin(int opcode) {
    this.opcode = opcode;
    at = MAX_HEADER_BYTES;
    return this;
  }

  FrameWriter put(byte[] bytes) {
    return put(bytes, bytes.length);
  }

  FrameWriter put(byte[] bytes, int length) {
    if (at + length > frame.length) {
      frame = Arrays.copyOf(frame, Math.max(2 * frame.length, at + length));
    }
    System.arraycopy(bytes, 0, frame, at, length);
    at += length;
    return this;
  }

  /** A number that is not negative, in decimal. */
  FrameWriter decimal(long value) {
    int first = digits.length;
    long rest = value;
    do {
      digits[--first] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    byte[] text = first == 0 ? digits : Arrays.copyOfRange(digits, first, digits.length);
    return put(text);
  }

  /** Masks the frame and appends it. */
  void end(ByteBuf out) {
    int length = at - MAX_HEADER_BYTES;
    int key = keys.nextInt();
    int start = header(length, key);
    mask(key);
    out.writeBytes(frame, start, at - start);
  }

  /** Returns where it starts. */
  private int header(int length, int key) {
    INTS.set(frame, MAX_HEADER_BYTES - MASK_BYTES, key);
    int lengthBytes = length < LENGTH_16_BITS ? 0 : length <= 0xffff ? 2 : 8;
    int start = MAX_HEADER_BYTES - MASK_BYTES - lengthBytes - 2;
    frame[start] = (byte) (FINAL | opcode);
    int shortLength =
        lengthBytes == 0 ? length : lengthBytes == 2 ? LENGTH_16_BITS : LENGTH_64_BITS;
    frame[start + 1] = (byte) (MASKED | shortLength);
    for (int i = 0; i < lengthBytes; i++) {
      frame[start + 2 + i] = (byte) ((long) length >>> (8 * (lengthBytes - 1 - i)));
    }
    return start;
  }

  private void mask(int key) {
    long twice = (key & 0xffff_ffffL) | ((long) key << 32);
    int i = MAX_HEADER_BYTES;
    for (; i + Long.BYTES <= at; i += Long.BYTES) {
      LONGS.set(frame, i, (long) LONGS.get(frame, i) ^ twice);
    }
    for (int shift = 0; i < at; i++, shift += 8) {
      frame[i] ^= (byte) (twice >>> shift);
    }
  }
}
