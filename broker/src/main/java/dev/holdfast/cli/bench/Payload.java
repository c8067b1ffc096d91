package dev.holdfast.cli.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The one argument of a bench event: a JSON string whose fields, in hexadecimal, are found by their
 * place.
 *
 * <pre>
 *   " | run (8) | publisher (8) | sequence (12) | intended at (12) | filler | "
 * </pre>
 *
 * The run tells the events of this run from what an earlier one left in a queue. The sequence
 * counts a publisher's events. The time is in nanoseconds since the run began. Owner: the
 * publishers' event loop; reading is stateless.
 */
final class Payload {
  /** Quotes and fields without any filler. */
  static final int MIN_BYTES = 42;

  private static final int RUN_AT = 1;
  private static final int PUBLISHER_AT = RUN_AT + 8;
  private static final int SEQUENCE_AT = PUBLISHER_AT + 8;
  private static final int TIME_AT = SEQUENCE_AT + 12;
  private static final int FILLER_AT = TIME_AT + 12;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PLAIN =
      "abcdefghijklmnopqrstuvwxyz0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);

  /** Longer than the blocks in which a store compresses. */
  private static final int MIN_POOL_BYTES = 1 << 20;

  private final byte[] bytes;

  /** Empty where the filler is the same in every event. */
  private final byte[] pool;

  private int poolAt;

  /**
   * Payloads of one run.
   *
   * @param random whether each gets a filler of its own, taken from a pool of random text
   */
  Payload(int run, int length, boolean random) {
    bytes = new byte[length];
    bytes[0] = '"';
    bytes[length - 1] = '"';
    hex(run & 0xffff_ffffL, RUN_AT, 8);
    for (int i = FILLER_AT; i < length - 1; i++) {
      bytes[i] = PLAIN[(i - FILLER_AT) % PLAIN.length];
    }
    pool = random ? pool(run, Math.max(MIN_POOL_BYTES, 4 * length)) : new byte[0];
  }

  private static byte[] pool(int seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pool = new byte[length];
    for (int i = 0; i < length; i++) {
      pool[i] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    return pool;
  }

  /** The JSON of this event; good until the next call. */
  byte[] of(int publisher, long sequence, long intendedAt) {
    hex(publisher, PUBLISHER_AT, 8);
    hex(sequence, SEQUENCE_AT, 12);
    hex(intendedAt, TIME_AT, 12);
    if (pool.length > 0) {
      int length = bytes.length - 1 - FILLER_AT;
      poolAt = poolAt + length > pool.length ? 0 : poolAt;
      System.arraycopy(pool, poolAt, bytes, FILLER_AT, length);
      poolAt += length;
    }
    return bytes;
  }

  private void hex(long value, int at, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      bytes[at + i] = HEX[(int) (value >>> (4 * (digits - 1 - i))) & 0xf];
    }
  }

  /** Which run the payload at {@code start} belongs to. */
  static int run(byte[] json, int start) {
    return (int) number(json, start + RUN_AT, 8);
  }

  static int publisher(byte[] json, int start) {
    return (int) number(json, start + PUBLISHER_AT, 8);
  }

  static long sequence(byte[] json, int start) {
    return number(json, start + SEQUENCE_AT, 12);
  }

  static long intendedAt(byte[] json, int start) {
    return number(json, start + TIME_AT, 12);
  }

  /** What is not hexadecimal gives some other number, which no publisher has sent. */
  private static long number(byte[] json, int at, int digits) {
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      byte digit = json[i];
      value = (value << 4) | ((digit <= '9' ? digit - '0' : digit - 'a' + 10) & 0xf);
    }
    return value;
  }

  @Override
  public String toString() {
    return new String(Arrays.copyOf(bytes, FILLER_AT), StandardCharsets.US_ASCII) + "…";
  }
}
