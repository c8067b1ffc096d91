package dev.holdfast.broker.queue;

/**
 * What is left of a client that was away too long, in the place of its CLIENTS row, so that it can
 * be told:
 *
 * <pre>
 *   varint number | octet lifetime 4 | varint upTo | varint expired at, ms | varint events
 * </pre>
 *
 * @param number it had
 * @param upTo its cursor
 * @param atMs when it expired, in milliseconds since 1970
 * @param events how many events waited for it then, at most
 */
record ExpiredClient(long number, long upTo, long atMs, long events) {
  static ExpiredClient decode(byte[] value) {
    ByteReader in = new ByteReader(value);
    long number = in.varint();
    in.octet();
    return new ExpiredClient(number, in.varint(), in.varint(), in.varint());
  }

  byte[] encode() {
    ByteWriter out = new ByteWriter(40);
    out.varint(number).octet(Lifetime.EXPIRED.code());
    return out.varint(upTo).varint(atMs).varint(events).toArray();
  }

  /** What it is told when it has a queue again since the record at {@code to}. */
  Gap gap(long to) {
    // An event may be counted once for each stream it is in.
    long most = Math.max(1, Math.min(events, to - upTo));
    return new Gap(upTo, to, most, GapReason.CLIENT_EXPIRED, atMs);
  }
}
