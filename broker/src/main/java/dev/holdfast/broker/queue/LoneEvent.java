package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;

/**
 * An event that stands outside of its streams: it waits for its time, or is kept as the last of its
 * name. All it takes to be read is in the value:
 *
 * <pre>
 *   text namespace | octet kind, text name of its first target | bytes a row of EVENTS
 * </pre>
 *
 * where the row holds this one event.
 */
final class LoneEvent {
  private LoneEvent() {}

  static byte[] encode(Event event) {
    StreamName first = event.targets().get(0);
    RowWriter row = new RowWriter(event.offset(), StreamCount.NONE, event.body().length() + 64);
    row.add(event);
    byte[] packed = row.value();
    return new ByteWriter(packed.length + 64)
        .text(first.namespace())
        .octet(first.kind().code())
        .text(first.name())
        .bytes(Bytes.of(packed))
        .toArray();
  }

  /**
   * The event at this offset, as if it had been read from one of its streams.
   *
   * @param stream that stream's number
   */
  static Event decode(long stream, long offset, byte[] value) {
    ByteReader in = new ByteReader(value);
    String namespace = in.text();
    StreamName.Kind kind = StreamName.Kind.of((byte) in.octet());
    StreamName first = new StreamName(kind, namespace, in.text());
    byte[] row = in.bytes().toArray();
    Event event = new RowReader(stream, first, offset, row).next(offset - 1);
    if (event == null) {
      throw new Store.StoreException("a stored event at " + offset + " is empty", null);
    }
    return event;
  }
}
