package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.Handling;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.queue.TraceContext;
import dev.holdfast.broker.routing.EmitOptions;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the options of one emit, key by key. Used for one request, on one thread. */
final class EmitRequest {
  /** The longest event id, in characters. */
  private static final int MAX_EVENT_ID = 255;

  /** The longest name of an event that is kept as the last of its name, in bytes. */
  private static final int MAX_RETAINED_NAME = 255;

  /** The longest time to live: ten years. */
  private static final long MAX_TTL_MS = 315_360_000_000L;

  private static final String KNOWN =
      AudienceReader.KEYS
          + ", seq, id, volatile, ttlMs, deliverAt, retain, receipt,"
          + " traceparent, tracestate";

  private final RequestReader in;
  private final AudienceReader audience;
  private long seq = LogRecord.Emit.NO_SEQ;
  private @Nullable String id;
  private boolean isVolatile;
  private Handling handling = Handling.PLAIN;
  private @Nullable String traceParent;
  private String traceState = "";

  private EmitRequest(String namespace, RequestReader in) {
    this.in = in;
    this.audience = new AudienceReader(namespace, in);
  }

  /** {@code ["$emit",{options},"name",arg,…]}: the options. */
  static EmitOptions read(Payload request, String namespace) throws RequestException {
    checkName("$emit", request);
    RequestReader in = new RequestReader("$emit", request.element(1));
    return new EmitRequest(namespace, in).read(String.valueOf(request.text(2)));
  }

  /** After the options there must be the name of an event. */
  static void checkName(String verb, Payload request) throws RequestException {
    String name = request.size() < 3 ? null : request.text(2);
    if (name == null) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST, verb + " takes an object with targets, then the event's name");
    }
    if (name.startsWith("$") || SocketPacketReader.isReserved(name)) {
      throw new RequestException(
          ErrorCode.RESERVED_NAME,
          "'" + name + "' is not a name for an event: it is the protocol's own");
    }
  }

  /**
   * The id that a plain emit carries as one of its arguments, a text or a number.
   *
   * @param argument which one, counted from 1
   */
  static String idArgument(Payload emit, int argument) throws RequestException {
    String id = argument < emit.size() ? emit.text(argument) : null;
    if (id == null || id.isEmpty() || id.length() > MAX_EVENT_ID) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "argument %d of '%s' is its id here: a text of 1 to %d characters, or a number"
              .formatted(argument, emit.name(), MAX_EVENT_ID));
    }
    return id;
  }

  private EmitOptions read(String name) throws RequestException {
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (!audience.take(key)) {
        readMark(key);
      }
    }
    EmitOptions options = new EmitOptions(audience.audience(), marks());
    if (handling.retained()) {
      checkRetained(options, name);
    }
    return options;
  }

  /** It is kept for those who join: for nobody where there is no room. */
  private void checkRetained(EmitOptions options, String name) throws RequestException {
    if (options.audience().targets().stream()
        .noneMatch(target -> target.kind() == StreamName.Kind.ROOM)) {
      throw in.wrong("key 'retain' needs 'rooms': the event is kept for those who join them");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_RETAINED_NAME) {
      throw in.wrong(
          "key 'retain' is for events with names of at most " + MAX_RETAINED_NAME + " bytes");
    }
  }

  private void readMark(String key) throws RequestException {
    switch (key) {
      case "seq" -> seq = in.number(key, Long.MAX_VALUE - 1);
      case "id" -> id = eventId(key);
      case "ttlMs" -> handling = handling.withTtl(ttl(key));
      case "volatile" -> isVolatile = in.bool(key);
      case "deliverAt" -> handling = handling.withDeliverAt(in.number(key, Long.MAX_VALUE));
      case "receipt" -> handling = handling.withReceipt(in.bool(key));
      case "retain" -> handling = handling.withRetained(in.bool(key));
      case "traceparent" -> traceParent = traceParent(key);
      case "tracestate" -> traceState = traceState(key);
      default -> throw in.unknown(key, KNOWN);
    }
  }

  private String eventId(String key) throws RequestException {
    String text = in.text(key);
    if (text.isEmpty() || text.length() > MAX_EVENT_ID) {
      throw in.wrong("key 'id' must be a text of 1 to " + MAX_EVENT_ID + " characters");
    }
    return text;
  }

  private long ttl(String key) throws RequestException {
    long ms = in.number(key, MAX_TTL_MS);
    if (ms == 0) {
      throw in.wrong("key 'ttlMs' must be at least 1");
    }
    return ms;
  }

  private String traceParent(String key) throws RequestException {
    String text = in.text(key);
    if (!TraceContext.isParent(text)) {
      throw in.wrong(
          "key 'traceparent' must be one of W3C Trace Context, version 00:"
              + " 00-<32 hex digits>-<16 hex digits>-<2 hex digits>, in lower case");
    }
    return text;
  }

  private String traceState(String key) throws RequestException {
    String text = in.text(key);
    if (!TraceContext.isState(text)) {
      throw in.wrong(
          "key 'tracestate' must be a text of at most "
              + TraceContext.MAX_STATE
              + " printable ASCII characters");
    }
    return text;
  }

  /** As the recommendation has it, a state without a parent means nothing. */
  private @Nullable TraceContext trace() {
    return traceParent == null ? null : new TraceContext(traceParent, traceState);
  }

  private EmitMarks marks() throws RequestException {
    if (isVolatile && seq != LogRecord.Emit.NO_SEQ) {
      throw in.wrong("key 'seq' is for events that are stored, not for a volatile one");
    }
    if (isVolatile && !handling.equals(Handling.PLAIN)) {
      throw in.wrong(
          "keys 'ttlMs', 'deliverAt', 'retain' and 'receipt' are for events that are"
              + " stored, not for a volatile one");
    }
    EmitMarks marks = isVolatile ? EmitMarks.ofVolatile() : EmitMarks.NONE;
    return marks.withSeq(seq).withId(id).withHandling(handling).withTrace(trace());
  }
}
