package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * What an emit says besides whom it is for and what it says.
 *
 * @param seq the publisher's sequence number, by which a resend is known (P5); {@link
 *     LogRecord.Emit#NO_SEQ} for none
 * @param id the publisher's own name for the event, or null; a resend is known by it too
 * @param isVolatile true for an event that is not stored: it is delivered to the sessions that can
 *     take it when it comes, and never again
 * @param origin the session it came from, where a back-end handles it; else null
 * @param question who collects the answers to it, or null; only of a volatile event
 * @param handling what else the publisher asks for
 * @param trace the trace it belongs to, or null
 */
public record EmitMarks(
    long seq,
    @Nullable String id,
    boolean isVolatile,
    @Nullable Origin origin,
    @Nullable Question question,
    Handling handling,
    @Nullable TraceContext trace) {
  /** An event that is stored and says nothing more. */
  public static final EmitMarks NONE =
      new EmitMarks(LogRecord.Emit.NO_SEQ, null, false, null, null, Handling.PLAIN, null);

  /** What a name takes besides its characters. */
  private static final int NAME_BYTES = 50;

  /** A question is asked of those that are there. */
  public EmitMarks {
    if (question != null && !isVolatile) {
      throw new IllegalArgumentException("a question cannot be stored");
    }
  }

  /** An event that is not stored. */
  public static EmitMarks ofVolatile() {
    return new EmitMarks(LogRecord.Emit.NO_SEQ, null, true, null, null, Handling.PLAIN, null);
  }

  /** A volatile event that asks for answers. */
  public static EmitMarks asking(Question question) {
    return new EmitMarks(LogRecord.Emit.NO_SEQ, null, true, null, question, Handling.PLAIN, null);
  }

  /** The same with the publisher's number. */
  public EmitMarks withSeq(long number) {
    return new EmitMarks(number, id, isVolatile, origin, question, handling, trace);
  }

  /** The same with the publisher's name for the event. */
  public EmitMarks withId(@Nullable String name) {
    return new EmitMarks(seq, name, isVolatile, origin, question, handling, trace);
  }

  /** The same with the session it came from. */
  public EmitMarks withOrigin(@Nullable Origin session) {
    return new EmitMarks(seq, id, isVolatile, session, question, handling, trace);
  }

  /** The same, handled so. */
  public EmitMarks withHandling(Handling asked) {
    return new EmitMarks(seq, id, isVolatile, origin, question, asked, trace);
  }

  /** The same as a part of this trace. */
  public EmitMarks withTrace(@Nullable TraceContext context) {
    return new EmitMarks(seq, id, isVolatile, origin, question, handling, context);
  }

  /** Roughly the memory of the names, in bytes. */
  int weight() {
    return (id == null ? 0 : id.length())
        + (origin == null ? 0 : NAME_BYTES + origin.sid().length())
        + (trace == null ? 0 : trace.weight());
  }
}
