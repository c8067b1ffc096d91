package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;

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
    StreamName.Kind kind = StreamName.Kind.of((byte) in.octet());
    StreamName target = new StreamName(kind, namespace, in.text());
    byte[] row = in.bytes().toArray();
    Event event = new RowReader(0, target, offset, row).next(offset - 1);
    if (event == null) {
      throw new Store.StoreException("the dead letter at " + offset + " has no event", null);
    }
    return new DeadLetter(event, attempts, reason, timeMs);
  }

  /**
   * The value of one DEAD_LETTERS row:
   *
   * <pre>
   *   varint attempts | text reason | varint time, ms | octet kind and text name of its first target
   *   bytes the event, as a row of EVENTS
   * </pre>
   */
  byte[] encode() {
    RowWriter row = new RowWriter(event.offset(), StreamCount.NONE, event.body().length() + 64);
    row.add(event);
    byte[] stored = row.value();
    StreamName target = event.targets().get(0);
    ByteWriter out = new ByteWriter(stored.length + 64);
    out.varint(attempts).text(reason).varint(timeMs);
    out.octet(target.kind().code()).text(target.name());
    out.bytes(Bytes.of(stored));
    return out.toArray();
  }
}
