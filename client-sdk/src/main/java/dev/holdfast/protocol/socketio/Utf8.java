package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** True when every byte belongs to a well-formed character. */
  static boolean isValid(Bytes bytes) {
    byte[] array = bytes.array();
    int at = bytes.from();
    int to = bytes.to();
    while (at < to) {
      if (to - at >= Long.BYTES && ((long) LONG.get(array, at) & HIGH_BITS) == 0) {
        at += Long.BYTES; // eight ASCII characters
      } else if (array[at] >= 0) {
        at++;
      } else {
        int length = sequence(array, at, to);
        if (length == 0) {
          return false;
        }
        at += length;
      }
    }
    return true;
  }

  /** Length of the multi-byte character at {@code at}; 0 when it is malformed. */
  private static int sequence(byte[] array, int at, int to) {
    int lead = array[at] & 0xff;
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (to - at < length || !secondFits(lead, array[at + 1] & 0xff)) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((array[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** The second byte's range depends on the first: RFC 3629 section 4. */
  private static boolean secondFits(int lead, int second) {
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high;
  }
}
