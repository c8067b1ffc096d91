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
 * @param question who collects the answers to it, or null; only of a volatile event
 */
public record EmitMarks(
    long seq, @Nullable String id, boolean isVolatile, @Nullable Question question) {
  /** An event that is stored and says nothing more. */
  public static final EmitMarks NONE = new EmitMarks(LogRecord.Emit.NO_SEQ, null, false, null);

  /** A question is asked of those that are there. */
  public EmitMarks {
    if (question != null && !isVolatile) {
      throw new IllegalArgumentException("a question cannot be stored");
    }
  }

  /** An event that is not stored. */
  public static EmitMarks ofVolatile() {
    return new EmitMarks(LogRecord.Emit.NO_SEQ, null, true, null);
  }

  /** A volatile event that asks for answers. */
  public static EmitMarks asking(Question question) {
    return new EmitMarks(LogRecord.Emit.NO_SEQ, null, true, question);
  }

  /** The same with the publisher's number. */
  public EmitMarks withSeq(long number) {
    return new EmitMarks(number, id, isVolatile, question);
  }

  /** The same with the publisher's name for the event. */
  public EmitMarks withId(@Nullable String name) {
    return new EmitMarks(seq, name, isVolatile, question);
  }
}
