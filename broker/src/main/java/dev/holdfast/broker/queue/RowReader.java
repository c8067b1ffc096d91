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

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the events of one row out again, in order. Used by one thread. */
final class RowReader {
  private static final long[] NO_STREAMS = {};
  private static final StreamName NOBODYS = StreamName.everyone("");

  private final long stream;
  private final StreamName name;
  private final RowHeader header;
  private final ByteReader in;
  private long previousTime;

  /**
   * Before the first event.
   *
   * @param stream of the row, and {@code name} its name
   * @param last what its key ends with
   */
  RowReader(long stream, StreamName name, long last, byte[] value) {
    this.stream = stream;
    this.name = name;
    this.in = new ByteReader(value);
    this.header = RowHeader.read(last, in);
    this.previousTime = header.times().first();
  }

  RowHeader header() {
    return header;
  }

  /** What the stream has had with this row. */
  static StreamCount total(long last, byte[] value) {
    RowReader row = new RowReader(0, NOBODYS, last, value);
    long bytes = row.header.gap() ? 0 : value.length - row.in.position();
    return row.header.before().plus(new StreamCount(row.header.events(), bytes));
  }

  /** What the stream has had up to {@code offset}, which is not before this row. */
  static StreamCount countUpTo(long offset, long last, byte[] value) {
    RowReader row = new RowReader(0, NOBODYS, last, value);
    int start = row.in.position();
    int end = start;
    long events = 0;
    while (!row.header.gap() && !row.in.atEnd() && row.header.first() + row.in.varint() <= offset) {
      row.in.signed();
      row.skip((int) row.in.varint());
      end = row.in.position();
      events++;
    }
    return row.header.before().plus(new StreamCount(events, end - start));
  }

  /** Where the events of a row stand, and the bytes each takes; none of a gap. */
  static List<InboxMeter.Placed> placed(long last, byte[] value) {
    RowReader row = new RowReader(0, NOBODYS, last, value);
    List<InboxMeter.Placed> found = new ArrayList<>();
    while (!row.header.gap() && !row.in.atEnd()) {
      int start = row.in.position();
      long offset = row.header.first() + row.in.varint();
      row.in.signed();
      row.skip((int) row.in.varint());
      found.add(new InboxMeter.Placed(offset, row.in.position() - start));
    }
    return found;
  }

  /** The next event with an offset after {@code after}, or null at the row's end. */
  @Nullable Event next(long after) {
    while (!in.atEnd()) {
      if (header.gap()) {
        Event gap = Event.gap(stream, name, gap());
        return header.last() > after ? gap : null;
      }
      long offset = header.first() + in.varint();
      previousTime += in.signed();
      int flags = (int) in.varint();
      if (flags >= EventCodec.UNKNOWN) {
        throw new Store.StoreException(
            "the event at " + offset + " was written by a newer version of the broker", null);
      }
      if (offset > after) {
        return event(offset, flags);
      }
      skip(flags);
    }
    return null;
  }

  /** What a row stands for that is a gap. */
  static Gap gap(long last, byte[] value) {
    return new RowReader(0, NOBODYS, last, value).gap();
  }

  private Gap gap() {
    long events = in.varint();
    GapReason reason = GapReason.of(in.octet());
    return new Gap(header.first() - 1, header.last(), events, reason, header.times().first());
  }

  private Event event(long offset, int flags) {
    ClientKey publisher = new ClientKey(name.namespace(), in.text());
    List<StreamName> targets = (flags & HAS_TARGETS) == 0 ? List.of(name) : targets();
    List<String> except = (flags & HAS_EXCEPT) == 0 ? List.of() : texts();
    long[] exceptStreams = (flags & HAS_EXCEPT_ROOMS) == 0 ? NO_STREAMS : numbers();
    String id = (flags & HAS_ID) == 0 ? null : in.text();
    Origin origin =
        (flags & HAS_ORIGIN) == 0 ? null : new Origin(in.text(), (flags & AWAITS_REPLY) != 0);
    Handling handling = handling(flags);
    TraceContext trace = (flags & HAS_TRACE) == 0 ? null : new TraceContext(in.text(), in.text());
    Bytes body = in.bytes();
    List<Bytes> attachments = (flags & HAS_ATTACHMENTS) == 0 ? List.of() : blobs();
    LogRecord.Emit emit =
        new LogRecord.Emit(
            publisher,
            previousTime,
            Audience.to(targets).except(except),
            EmitMarks.NONE.withId(id).withOrigin(origin).withHandling(handling).withTrace(trace),
            new Content(body, attachments));
    return new Event(offset, emit, new long[] {stream}, exceptStreams);
  }

  private Handling handling(int flags) {
    if ((flags & (HAS_TTL | WANTS_RECEIPT | RETAINED)) == 0) {
      return Handling.PLAIN;
    }
    long ttlMs = (flags & HAS_TTL) == 0 ? 0 : in.varint();
    return new Handling(ttlMs, 0, (flags & RETAINED) != 0, (flags & WANTS_RECEIPT) != 0);
  }

  private void skip(int flags) {
    in.skipBytes();
    if ((flags & HAS_TARGETS) != 0) {
      for (long n = in.varint(); n > 0; n--) {
        in.octet();
        in.skipBytes();
      }
    }
    if ((flags & HAS_EXCEPT) != 0) {
      skipList();
    }
    if ((flags & HAS_EXCEPT_ROOMS) != 0) {
      numbers();
    }
    if ((flags & HAS_ID) != 0) {
      in.skipBytes();
    }
    if ((flags & HAS_ORIGIN) != 0) {
      in.skipBytes();
    }
    if ((flags & HAS_TTL) != 0) {
      in.varint();
    }
    if ((flags & HAS_TRACE) != 0) {
      in.skipBytes();
      in.skipBytes();
    }
    in.skipBytes();
    if ((flags & HAS_ATTACHMENTS) != 0) {
      skipList();
    }
  }

  private void skipList() {
    for (long n = in.varint(); n > 0; n--) {
      in.skipBytes();
    }
  }

  private long[] numbers() {
    long[] numbers = new long[in.count()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = in.varint();
    }
    return numbers;
  }

  private List<StreamName> targets() {
    List<StreamName> targets = new ArrayList<>();
    for (long n = in.varint(); n > 0; n--) {
      StreamName.Kind kind = StreamName.Kind.of((byte) in.octet());
      targets.add(new StreamName(kind, name.namespace(), in.text()));
    }
    return List.copyOf(targets);
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (long n = in.varint(); n > 0; n--) {
      texts.add(in.text());
    }
    return List.copyOf(texts);
  }

  private List<Bytes> blobs() {
    List<Bytes> blobs = new ArrayList<>();
    for (long n = in.varint(); n > 0; n--) {
      blobs.add(in.bytes());
    }
    return List.copyOf(blobs);
  }
}
