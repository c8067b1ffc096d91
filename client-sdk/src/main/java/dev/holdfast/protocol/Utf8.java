package dev.holdfast.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Tells UTF-8 from other bytes (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF)
 * without making a string of them.
 */
public final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long NON_ASCII = 0x8080808080808080L;

  private Utf8() {}

  /** True when all of {@code bytes} is well-formed UTF-8. */
  public static boolean isValid(Bytes bytes) {
    byte[] a = bytes.array();
    int end = bytes.to();
    int i = bytes.from();
    while (i < end) {
      if (a[i] >= 0) {
        i = skipAscii(a, i, end);
      } else {
        int length = sequenceLength(a, i, end);
        if (length == 0) {
          return false;
        }
        i += length;
      }
    }
    return true;
  }

  private static int skipAscii(byte[] a, int from, int end) {
    int i = from;
    while (i + Long.BYTES <= end && ((long) LONGS.get(a, i) & NON_ASCII) == 0) {
      i += Long.BYTES;
    }
    while (i < end && a[i] >= 0) {
      i++;
    }
    return i;
  }

  /** Length of the well-formed multi-byte sequence at {@code i}, or 0 when there is none. */
  private static int sequenceLength(byte[] a, int i, int end) {
    int lead = a[i] & 0xff;
    int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || length > end - i || !secondFits(lead, a[i + 1] & 0xff)) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if (!isContinuation(a[i + k] & 0xff)) {
        return 0;
      }
    }
    return length;
  }

  /** The second byte's range is narrower after four of the lead bytes (RFC 3629, section 4). */
  private static boolean secondFits(int lead, int second) {
    return switch (lead) {
      case 0xe0 -> second >= 0xa0 && second <= 0xbf;
      case 0xed -> second >= 0x80 && second <= 0x9f;
      case 0xf0 -> second >= 0x90 && second <= 0xbf;
      case 0xf4 -> second >= 0x80 && second <= 0x8f;
      default -> isContinuation(second);
    };
  }

  private static boolean isContinuation(int octet) {
    return (octet & 0xc0) == 0x80;
  }
}
