package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonScanner;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A committed event. Shared by all sessions that deliver it, on any thread; immutable but for a
 * cache of its wire form.
 */
public final class Event {
  /** How many wire forms of one event are kept at most: what {@link #tailWeight} counts. */
  public static final int MAX_WIRE_FORMS = 3;

  /** What a wire form takes besides a copy of the body and the names: its headers, and objects. */
  private static final int WIRE_FORM_BYTES = 200;

  private static final long[] NO_STREAMS = {};
  private static final Content NOTHING = Content.of(Bytes.utf8(""));

  private final long offset;
  private final LogRecord.Emit emit;
  private final long[] streams;
  private final long[] exceptStreams;
  private final @Nullable Gap gap;

  /**
   * The wire form, kept by whoever delivers first. Written by any lane without a lock: lanes that
   * race make equal values, and either may stay.
   */
  private @Nullable Object wireForm;

  /**
   * The event of the record at {@code offset}.
   *
   * @param streams numbers of the streams it was read from
   * @param exceptStreams numbers of the rooms whose members do not get it
   */
  Event(long offset, LogRecord.Emit emit, long[] streams, long[] exceptStreams) {
    this(offset, emit, streams, exceptStreams, null);
  }

  private Event(
      long offset, LogRecord.Emit emit, long[] streams, long[] exceptStreams, @Nullable Gap gap) {
    this.offset = offset;
    this.emit = emit;
    this.streams = streams;
    this.exceptStreams = exceptStreams;
    this.gap = gap;
  }

  /** What stands at the end of a range of a stream that was dropped. Nobody published it. */
  static Event gap(long stream, StreamName name, Gap gap) {
    LogRecord.Emit emit =
        new LogRecord.Emit(
            ClientKey.anonymous(name.namespace(), ""),
            gap.timeMs(),
            Audience.of(name),
            EmitMarks.NONE,
            NOTHING);
    return new Event(gap.to(), emit, new long[] {stream}, NO_STREAMS, gap);
  }

  /** The same with this for its name and arguments. */
  public Event saying(Bytes body) {
    LogRecord.Emit said =
        new LogRecord.Emit(
            emit.client(), emit.timeMs(), emit.audience(), emit.marks(), Content.of(body));
    return new Event(offset, said, streams, exceptStreams, gap);
  }

  /** The same, read from the streams of another copy of it too. */
  Event alsoIn(Event copy) {
    long[] all = Arrays.copyOf(streams, streams.length + copy.streams.length);
    System.arraycopy(copy.streams, 0, all, streams.length, copy.streams.length);
    Event event = new Event(offset, emit, all, exceptStreams, gap);
    event.wireForm = wireForm;
    return event;
  }

  /** The range of its stream that was dropped and that this stands for; null for an event. */
  public @Nullable Gap gap() {
    return gap;
  }

  /** Where it stands in the shard's log. */
  public long offset() {
    return offset;
  }

  /** Milliseconds since 1970 when the broker took it. */
  public long timeMs() {
    return emit.timeMs();
  }

  /** Who emitted it. */
  public ClientKey publisher() {
    return emit.client();
  }

  /** All targets it was emitted to. */
  public List<StreamName> targets() {
    return emit.audience().targets();
  }

  /** The publisher's own name for it, or null. */
  public @Nullable String id() {
    return emit.marks().id();
  }

  /** The session it came from, where a back-end handles it; else null. */
  public @Nullable Origin origin() {
    return emit.marks().origin();
  }

  /** The trace it belongs to, or null. */
  public @Nullable TraceContext trace() {
    return emit.marks().trace();
  }

  /** Name and arguments: the inside of a JSON array. */
  public Bytes body() {
    return emit.content().body();
  }

  /** Its name. Read from the body each time. */
  public String name() {
    JsonScanner in = new JsonScanner(body(), 1);
    try {
      return in.peek() == '"' ? in.string() : in.number();
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("an event without a name was emitted", e);
    }
  }

  /** The binary arguments. */
  public List<Bytes> attachments() {
    return emit.content().attachments();
  }

  /** What its publisher asked for. */
  public Handling handling() {
    return emit.marks().handling();
  }

  /** True when its time to live is over at this time, in milliseconds since 1970. */
  boolean expiredBy(long nowMs) {
    long ttlMs = handling().ttlMs();
    return ttlMs > 0 && timeMs() + ttlMs <= nowMs;
  }

  /** True when it is not stored: its place in the log may be another event's after a crash. */
  public boolean isVolatile() {
    return emit.marks().isVolatile();
  }

  /** Who collects the answers to it, or null when it asks for none. */
  public @Nullable Question question() {
    return emit.marks().question();
  }

  /** True when this client is not to get it, whatever streams it reads. */
  public boolean excepts(String clientId) {
    List<String> except = emit.audience().except();
    return !except.isEmpty() && except.contains(clientId);
  }

  /** Roughly the memory it holds before it is delivered, in bytes. */
  public int weight() {
    return emit.weight();
  }

  /** Roughly the most it comes to hold once all its wire forms are kept with it, in bytes. */
  long tailWeight() {
    long form = body().length() + (long) WIRE_FORM_BYTES;
    return weight() + MAX_WIRE_FORMS * form + emit.namesWeight();
  }

  /**
   * Numbers of the streams it was read from: all of its targets', or those that a page was read
   * from. A client may lose any of them while the page is on its way, and keeps what is in others.
   */
  long[] streams() {
    return streams;
  }

  /** True when it was read from this stream, among others perhaps. */
  boolean isIn(long stream) {
    for (long each : streams) {
      if (each == stream) {
        return true;
      }
    }
    return false;
  }

  /** Numbers of the rooms whose members, when it came, do not get it; not modified. */
  long[] exceptStreams() {
    return exceptStreams;
  }

  /** What was emitted. */
  LogRecord.Emit emit() {
    return emit;
  }

  /**
   * The wire form, made by {@code encoder} at the first call. All callers must ask for one type.
   */
  @SuppressWarnings("unchecked")
  public <T> T wireForm(Function<Event, T> encoder) {
    Object form = wireForm;
    if (form == null) {
      form = encoder.apply(this);
      wireForm = form;
    }
    return (T) form;
  }
}
