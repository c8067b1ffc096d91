package dev.holdfast.cli.bench;

import java.nio.charset.StandardCharsets;

/**
 * Finds the parts of a delivered event by their place, without a JSON parser:
 *
 * <pre>
 *   42 | ack id | ["bench",payload | ,{"p":"position",…} | ]
 *        each                        batch
 * </pre>
 *
 * One object is used again for every event. Owner: the event loop of the connections it serves.
 */
final class Delivery {
  /** The name of every event of a run. */
  static final String NAME = "bench";

  private static final byte[] HEAD = ascii("[\"" + NAME + "\",\"");
  private static final byte[] HEADERS = ascii(",{\"p\":\"");
  private static final long NO_ID = -1;

  private byte[] frame = new byte[0];
  private int length;
  private long ackId;
  private int payloadAt;

  /**
   * Looks at the next event.
   *
   * @param frame a text message that begins with {@code 42}; read until the next call
   * @return false when it is no bench event
   */
  boolean read(byte[] frame, int length) {
    this.frame = frame;
    this.length = length;
    int at = 2;
    ackId = NO_ID;
    while (at < length && frame[at] >= '0' && frame[at] <= '9') {
      ackId = Math.max(0, ackId) * 10 + (frame[at++] - '0');
    }
    payloadAt = at + HEAD.length - 1;
    return payloadAt + Payload.MIN_BYTES < length && startsWith(HEAD, at);
  }

  /** Where the payload begins, its quote included. */
  int payloadAt() {
    return payloadAt;
  }

  /** Whether an ack function is to be called. */
  boolean asksForAck() {
    return ackId != NO_ID;
  }

  long ackId() {
    return ackId;
  }

  /**
   * Copies the position.
   *
   * @param expectedBytes how long the payload is, if it is one of this run
   * @return how long it is; 0 when there is none, or none that fits
   */
  int position(int expectedBytes, byte[] into) {
    int at = payloadEnd(expectedBytes);
    if (!startsWith(HEADERS, at)) {
      return 0;
    }
    at += HEADERS.length;
    int size = 0;
    while (at + size < length && frame[at + size] != '"' && size < into.length) {
      into[size] = frame[at + size];
      size++;
    }
    return size == into.length ? 0 : size;
  }

  private int payloadEnd(int expectedBytes) {
    int end = payloadAt + expectedBytes;
    if (startsWith(HEADERS, end)) {
      return end;
    }
    end = payloadAt + 1;
    while (end < length && frame[end] != '"') {
      end++;
    }
    return end + 1;
  }

  private boolean startsWith(byte[] wanted, int at) {
    if (at + wanted.length > length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (frame[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
