package dev.holdfast.broker.queue;

/**
 * An event that was given up on.
 *
 * @param event as it stood in the client's queue: its offset names the dead letter
 * @param attempts how many failed
 * @param reason of the last
 * @param timeMs when it was given up on, milliseconds since 1970
 */
public record DeadLetter(Event event, int attempts, String reason, long timeMs) {
  /** The client's stream of dead letters, as its rows are read; the event names its targets. */
  static DeadLetter decode(String namespace, long offset, byte[] value) {
    ByteReader in = new ByteReader(value);
    int attempts = (int) in.varint();
    String reason = in.text();
    long timeMs = in.varint();
    return new DeadLetter(LoneEvent.read(namespace, 0, offset, in), attempts, reason, timeMs);
  }

  /**
   * The value of one DEAD_LETTERS row:
   *
   * <pre>
   *   varint attempts | text reason | varint time, ms | see LoneEvent, without the namespace
   * </pre>
   */
  byte[] encode() {
    ByteWriter out = new ByteWriter(event.body().length() + 160);
    LoneEvent.write(event, out.varint(attempts).text(reason).varint(timeMs));
    return out.toArray();
  }
}
