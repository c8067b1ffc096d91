package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of one EVENTS row: the events of one stream and commit, packed one after the other.
 * Each is
 *
 * <pre>
 *   varint offset less the row's first | signed time, ms, less the previous event's
 *   varint flags | text publisher | [targets] | [except] | [except rooms] | [text id]
 *   [text sid] | [varint time to live, ms] | bytes body | [attachments]
 * </pre>
 *
 * where a part in brackets is there when its flag is set. Without {@link #HAS_TARGETS} the event
 * has one target, the row's own stream. Lists are a varint count and their elements; a target is an
 * octet kind and a text name, in the event's namespace; a room that is left out is the varint
 * number of its stream.
 */
final class EventCodec {
  static final int HAS_TARGETS = 1;
  static final int HAS_EXCEPT = 2;
  static final int HAS_ID = 4;
  static final int HAS_ATTACHMENTS = 8;
  static final int HAS_ORIGIN = 16;

  /** The session of the origin waits for a reply. */
  static final int AWAITS_REPLY = 32;

  static final int HAS_EXCEPT_ROOMS = 64;

  static final int HAS_TTL = 128;

  /** Its publisher is told that it was acknowledged. */
  static final int WANTS_RECEIPT = 256;

  /** It was emitted to be kept as the last of its name. */
  static final int RETAINED = 512;

  private static final long[] NO_STREAMS = {};

  private EventCodec() {}

  /** Collects the events of one row. Used by the shard writer, for one commit. */
  static final class RowWriter {
    private final long firstOffset;
    private final ByteWriter out;
    private long previousTime;

    RowWriter(long firstOffset, int sizeHint) {
      this.firstOffset = firstOffset;
      this.out = new ByteWriter(sizeHint);
    }

    long firstOffset() {
      return firstOffset;
    }

    int length() {
      return out.length();
    }

    byte[] value() {
      return out.toArray();
    }

    void add(Event event) {
      LogRecord.Emit emit = event.emit();
      int flags = flags(event);
      out.varint(event.offset() - firstOffset).signed(emit.timeMs() - previousTime).varint(flags);
      previousTime = emit.timeMs();
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
      out.bytes(event.body());
      if ((flags & HAS_ATTACHMENTS) != 0) {
        out.varint(event.attachments().size());
        event.attachments().forEach(out::bytes);
      }
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
          | flags(event.handling());
    }

    private static int flags(Handling handling) {
      return (handling.ttlMs() == 0 ? 0 : HAS_TTL)
          | (handling.receipt() ? WANTS_RECEIPT : 0)
          | (handling.retained() ? RETAINED : 0);
    }
  }

  /** Takes the events of one row out again, in order. */
  static final class RowReader {
    private final long stream;
    private final StreamName name;
    private final long firstOffset;
    private final ByteReader in;
    private long previousTime;

    RowReader(long stream, StreamName name, long firstOffset, byte[] value) {
      this.stream = stream;
      this.name = name;
      this.firstOffset = firstOffset;
      this.in = new ByteReader(value);
    }

    /** The next event with an offset after {@code after}, or null at the row's end. */
    @Nullable Event next(long after) {
      while (!in.atEnd()) {
        long offset = firstOffset + in.varint();
        previousTime += in.signed();
        int flags = (int) in.varint();
        if (offset > after) {
          return event(offset, flags);
        }
        skip(flags);
      }
      return null;
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
      Bytes body = in.bytes();
      List<Bytes> attachments = (flags & HAS_ATTACHMENTS) == 0 ? List.of() : blobs();
      LogRecord.Emit emit =
          new LogRecord.Emit(
              publisher,
              previousTime,
              Audience.to(targets).except(except),
              EmitMarks.NONE.withId(id).withOrigin(origin).withHandling(handling),
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
}
