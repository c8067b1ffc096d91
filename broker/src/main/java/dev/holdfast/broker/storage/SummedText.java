package dev.holdfast.broker.storage;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Text of one byte for each character whose last line is a sum of the lines before. */
final class SummedText {
  /** A pattern for the last line. */
  static final String SUM_LINE = "crc32c: [0-9a-f]{8}\n";

  private static final String SUM_NAME = "crc32c: ";

  private SummedText() {}

  /** The lines with their sum behind them. */
  static String of(String lines) {
    CRC32C sum = new CRC32C();
    sum.update(lines.getBytes(StandardCharsets.ISO_8859_1));
    return lines + SUM_NAME + "%08x\n".formatted((int) sum.getValue());
  }

  /** Whether the sum is that of the lines before it. */
  static boolean isWhole(String text) {
    int end = text.lastIndexOf(SUM_NAME);
    return end >= 0 && of(text.substring(0, end)).equals(text);
  }
}
