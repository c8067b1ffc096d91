package dev.holdfast.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** As much of ASN.1's distinguished encoding (X.690) as a certificate needs. */
final class Der {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return value(0x30, concat(parts));
  }

  static byte[] set(byte[]... parts) {
    return value(0x31, concat(parts));
  }

  static byte[] integer(long number) {
    return integer(BigInteger.valueOf(number));
  }

  static byte[] integer(BigInteger number) {
    return value(0x02, number.toByteArray());
  }

  static byte[] utf8(String text) {
    return value(0x0c, text.getBytes(UTF_8));
  }

  static byte[] yes() {
    return value(0x01, new byte[] {-1});
  }

  static byte[] octets(byte[] content) {
    return value(0x04, content);
  }

  static byte[] bits(byte[] content) {
    return value(0x03, concat(new byte[] {0}, content));
  }

  static byte[] utcTime(Instant time) {
    return value(0x17, UTC_TIME.format(time).getBytes(US_ASCII));
  }

  /** A component with a tag of its own around it. */
  static byte[] explicit(int number, byte[] content) {
    return value(0xa0 + number, content);
  }

  /** A simple component whose tag replaces its type's. */
  static byte[] implicit(int number, byte[] content) {
    return value(0x80 + number, content);
  }

  /** An object identifier such as {@code 2.5.4.3}. */
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if ((arc >> shift) != 0) {
          out.write(0x80 | ((arc >> shift) & 0x7f));
        }
      }
      out.write(arc & 0x7f);
    }
    return value(0x06, out.toByteArray());
  }

  private static byte[] value(int tag, byte[] content) {
    byte[] length = {(byte) content.length};
    if (content.length > 0xff) {
      length = new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
    } else if (content.length > 0x7f) {
      length = new byte[] {(byte) 0x81, (byte) content.length};
    }
    return concat(new byte[] {(byte) tag}, length, content);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
