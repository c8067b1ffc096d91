package dev.holdfast.broker.queue;

/**
 * The value of one EVENTS row: a {@link RowHeader}, then the events of one stream and commit,
 * packed one after the other. Each is
 *
 * <pre>
 *   varint offset less the row's first
 *   signed time, ms, less the previous event's (the first: less the header's)
 *   varint flags | text publisher | [targets] | [except] | [except rooms] | [text id]
 *   [text sid] | [varint time to live, ms] | [text traceparent, text tracestate]
 *   bytes body | [attachments]
 * </pre>
 *
 * where a part in brackets is there when its flag is set. Without {@link #HAS_TARGETS} the event
 * has one target, the row's own stream. Lists are a varint count and their elements; a target is an
 * octet kind and a text name, in the event's namespace; a room that is left out is the varint
 * number of its stream. In a row that is a gap there follow {@code varint events dropped | octet
 * reason}. Written by {@link RowWriter}, read by {@link RowReader}.
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

  /** It belongs to a trace. */
  static final int HAS_TRACE = 1024;

  /** No event has a flag from here on: one that does was written by a newer version. */
  static final int UNKNOWN = 2048;

  private EventCodec() {}
}
