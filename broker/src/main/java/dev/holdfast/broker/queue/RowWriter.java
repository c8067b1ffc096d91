package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.EventCodec.AWAITS_REPLY;
import static dev.holdfast.broker.queue.EventCodec.HAS_ATTACHMENTS;
import static dev.holdfast.broker.queue.EventCodec.HAS_EXCEPT;
import static dev.holdfast.broker.queue.EventCodec.HAS_EXCEPT_ROOMS;
import static dev.holdfast.broker.queue.EventCodec.HAS_ID;
import static dev.holdfast.broker.queue.EventCodec.HAS_ORIGIN;
import static dev.holdfast.broker.queue.EventCodec.HAS_TARGETS;
import static dev.holdfast.broker.queue.EventCodec.HAS_TRACE;
import static dev.holdfast.broker.queue.EventCodec.HAS_TTL;
import static dev.holdfast.broker.queue.EventCodec.RETAINED;
import static dev.holdfast.broker.queue.EventCodec.WANTS_RECEIPT;

/** Collects the events of one row. Used by the shard writer, for one commit. */
final class RowWriter {
  /** No header is longer: seven numbers of at most ten bytes, and an octet. */
  private static final int MAX_HEADER_BYTES = 71;

  private final long first;
  private final StreamCount before;
  private final ByteWriter out;
  private long last;
  private long events;
  private long firstTime;
  private long latestTime;
  private long previousTime;
  private long expiry;

  /**
   * A row that has no event yet.
   *
   * @param first offset of its first event
   * @param before what the stream has had before it
   * @param sizeHint its bytes, roughly
   */
  RowWriter(long first, StreamCount before, int sizeHint) {
    this.first = first;
    this.before = before;
    this.out = new ByteWriter(sizeHint);
  }

  /** Offset of the event added last: what the row's key ends with. */
  long last() {
    return last;
  }

  /** Bytes of the events added so far. */
  int length() {
    return out.length();
  }

  /** What the stream will have had after this row. */
  StreamCount after() {
    return before.plus(new StreamCount(events, out.length()));
  }

  byte[] value() {
    RowHeader.Times times = new RowHeader.Times(firstTime, latestTime, expiry);
    ByteWriter header = new ByteWriter(MAX_HEADER_BYTES);
    new RowHeader(false, first, last, events, before, times).write(header);
    return header.followedBy(out);
  }

  /** The value of a row that stands for what was dropped, and its key's offset is the gap's end. */
  static byte[] gap(Gap gap, StreamCount before) {
    RowHeader.Times times = new RowHeader.Times(gap.timeMs(), gap.timeMs(), RowHeader.Times.NEVER);
    ByteWriter row = new ByteWriter(MAX_HEADER_BYTES);
    new RowHeader(true, gap.from() + 1, gap.to(), 0, before, times).write(row);
    return row.varint(gap.events()).octet(gap.reason().code()).toArray();
  }

  void add(Event event) {
    LogRecord.Emit emit = event.emit();
    int flags = flags(event);
    noteTimes(emit);
    out.varint(event.offset() - first).signed(emit.timeMs() - previousTime).varint(flags);
    previousTime = emit.timeMs();
    last = event.offset();
    events++;
    out.text(emit.client().clientId());
    addAudience(event, flags);
    String id = event.id();
    if (id != null) {
      out.text(id);
    }
    Origin origin = event.origin();
    if (origin != null) {
      out.text(origin.sid());
    }
    if ((flags & HAS_TTL) != 0) {
      out.varint(event.handling().ttlMs());
    }
    TraceContext trace = event.trace();
    if (trace != null) {
      out.text(trace.parent()).text(trace.state());
    }
    out.bytes(event.body());
    if ((flags & HAS_ATTACHMENTS) != 0) {
      out.varint(event.attachments().size());
      event.attachments().forEach(out::bytes);
    }
  }

  private void noteTimes(LogRecord.Emit emit) {
    long time = emit.timeMs();
    if (events == 0) {
      firstTime = time;
      latestTime = time;
      previousTime = time;
    }
    latestTime = Math.max(latestTime, time);
    long ttl = emit.marks().handling().ttlMs();
    expiry = ttl == 0 ? RowHeader.Times.NEVER : Math.max(expiry, time + ttl);
  }

  private void addAudience(Event event, int flags) {
    Audience audience = event.emit().audience();
    if ((flags & HAS_TARGETS) != 0) {
      out.varint(audience.targets().size());
      audience.targets().forEach(target -> out.octet(target.kind().code()).text(target.name()));
    }
    if ((flags & HAS_EXCEPT) != 0) {
      out.varint(audience.except().size());
      audience.except().forEach(out::text);
    }
    if ((flags & HAS_EXCEPT_ROOMS) != 0) {
      out.varint(event.exceptStreams().length);
      for (long stream : event.exceptStreams()) {
        out.varint(stream);
      }
    }
  }

  private static int flags(Event event) {
    Audience audience = event.emit().audience();
    Origin origin = event.origin();
    return (audience.targets().size() == 1 ? 0 : HAS_TARGETS)
        | (audience.except().isEmpty() ? 0 : HAS_EXCEPT)
        | (event.exceptStreams().length == 0 ? 0 : HAS_EXCEPT_ROOMS)
        | (event.id() == null ? 0 : HAS_ID)
        | (event.attachments().isEmpty() ? 0 : HAS_ATTACHMENTS)
        | (origin == null ? 0 : HAS_ORIGIN)
        | (origin != null && origin.awaitsReply() ? AWAITS_REPLY : 0)
        | (event.trace() == null ? 0 : HAS_TRACE)
        | flags(event.handling());
  }

  private static int flags(Handling handling) {
    return (handling.ttlMs() == 0 ? 0 : HAS_TTL)
        | (handling.receipt() ? WANTS_RECEIPT : 0)
        | (handling.retained() ? RETAINED : 0);
  }
}
