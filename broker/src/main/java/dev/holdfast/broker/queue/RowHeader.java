package dev.holdfast.broker.queue;

/**
 * What a row of the EVENTS table says of itself, before its events:
 *
 * <pre>
 *   octet kind: 0 events, 1 a gap in their place
 *   varint last offset less the first | varint how many events
 *   varint events of the stream before this row | varint their bytes
 *   varint time of the first event, ms | varint the latest time less that
 *   varint 0, or 1 + the latest expiry less the time of the first, when every event expires
 * </pre>
 *
 * @param gap true for a row that stands for events that were dropped
 * @param first offset of the first event, or of the first that was dropped
 * @param last offset of the last one: it stands in the key
 * @param events how many are in the row; 0 for a gap
 * @param before the events and bytes of the stream before this row
 * @param times when they came and expire
 */
record RowHeader(boolean gap, long first, long last, long events, StreamCount before, Times times) {
  private static final int GAP = 1;

  /**
   * Of the events of a row, in milliseconds since 1970.
   *
   * @param first of the first event
   * @param latest of the newest
   * @param expiry when the last of them has expired, or {@link #NEVER}
   */
  record Times(long first, long latest, long expiry) {
    /** At least one event does not expire by itself. */
    static final long NEVER = Long.MAX_VALUE;
  }

  /** True when this is a row that stands for events that were dropped. */
  static boolean isGap(byte[] row) {
    return row[0] == GAP;
  }

  /** Reads the header of the row whose key ends with {@code last}. */
  static RowHeader read(long last, ByteReader in) {
    int kind = in.octet();
    if (kind > GAP) {
      throw new Store.StoreException("a row of events is of the unknown kind " + kind, null);
    }
    long first = last - in.varint();
    long events = in.varint();
    StreamCount before = new StreamCount(in.varint(), in.varint());
    long time = in.varint();
    long latest = time + in.varint();
    long expires = in.varint();
    Times times = new Times(time, latest, expires == 0 ? Times.NEVER : time + expires - 1);
    return new RowHeader(kind == GAP, first, last, events, before, times);
  }

  void write(ByteWriter out) {
    out.octet(gap ? GAP : 0).varint(last - first).varint(events);
    out.varint(before.events()).varint(before.bytes());
    out.varint(times.first()).varint(times.latest() - times.first());
    out.varint(times.expiry() == Times.NEVER ? 0 : times.expiry() - times.first() + 1);
  }
}
