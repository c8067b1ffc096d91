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
    return write(event).toArray();
  }

  /** For what is to come behind it. */
  static ByteWriter write(Event event) {
    ByteWriter out = new ByteWriter(event.body().length() + 160);
    write(event, out.text(event.targets().get(0).namespace()));
    return out;
  }

  /** All but the namespace, where that is known otherwise. */
  static void write(Event event, ByteWriter out) {
    StreamName first = event.targets().get(0);
    RowWriter row = new RowWriter(event.offset(), StreamCount.NONE, event.body().length() + 64);
    row.add(event);
    out.octet(first.kind().code()).text(first.name()).bytes(Bytes.of(row.value()));
  }

  /**
   * The event at this offset, as if it had been read from one of its streams.
   *
   * @param stream that stream's number
   */
  static Event decode(long stream, long offset, byte[] value) {
    ByteReader in = new ByteReader(value);
    return read(in.text(), stream, offset, in);
  }

  /** Reads what {@link #write} has written. */
  static Event read(String namespace, long stream, long offset, ByteReader in) {
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
