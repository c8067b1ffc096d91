package dev.holdfast.proof.load;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;

/** What events carry. It follows from their name, so that whoever goes on can send it again. */
final class Body {
  private static final int SHORT = 300;
  private static final int LONG = 40_000;

  private Body() {}

  /** Mostly short, now and then longer than a block of the write-ahead log. */
  static String of(String event) {
    Random random = new Random(event.hashCode());
    int length = random.nextInt(random.nextInt(40) == 0 ? LONG : SHORT);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append((char) ('0' + random.nextInt(75)));
    }
    return text.toString().replace('\\', '/');
  }

  /** What the history keeps of a body. */
  static String digest(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return body.length() + ":" + Long.toHexString(crc.getValue());
  }
}
