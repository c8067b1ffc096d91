package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Knows an emit that was stored before (P5): by the number that its publisher gave it, or by its
 * id. Owned by the shard writer.
 */
final class Resends {
  private final PublishedTable published;
  private final EventIdTable ids;
  private final ClientTable clients;

  Resends(PublishedTable published, EventIdTable ids, ClientTable clients) {
    this.published = published;
    this.ids = ids;
    this.clients = clients;
  }

  /** True when the emit has something by which a resend is known; one that is volatile has not. */
  static boolean concern(LogRecord.Emit emit) {
    EmitMarks marks = emit.marks();
    return !marks.isVolatile() && (marks.seq() != LogRecord.Emit.NO_SEQ || marks.id() != null);
  }

  /** What an emit is answered that is not to be stored; null for one that is. */
  @Nullable Applied earlier(ClientState publisher, LogRecord.Emit emit) {
    EmitMarks marks = emit.marks();
    Applied bySeq = marks.seq() == LogRecord.Emit.NO_SEQ ? null : numbered(publisher, marks.seq());
    if (bySeq != null || marks.id() == null) {
      return bySeq;
    }
    Long first = ids.find(publisher, marks.id(), emit.timeMs());
    return first == null ? null : new Applied.Stored(first, true);
  }

  /**
   * What a number that is not above all stored ones is answered; null for a new one. One that was
   * refused when it first came must not be stored behind those that followed it: that would put the
   * publisher's events out of order (P4).
   */
  private @Nullable Applied numbered(ClientState publisher, long seq) {
    if (seq > publisher.lastSeq) {
      return null;
    }
    Long first = published.find(publisher, seq);
    if (first != null) {
      return new Applied.Stored(first, true);
    }
    return new Applied.Refused(
        Applied.Refusal.SEQUENCE_PASSED,
        "number %d was refused, or is too old to be known, and cannot be stored behind number %d"
            .formatted(seq, publisher.lastSeq));
  }

  /** Notes where an emit was stored. */
  void stored(ClientState publisher, LogRecord.Emit emit, long offset, Store.Batch batch) {
    EmitMarks marks = emit.marks();
    if (marks.seq() != LogRecord.Emit.NO_SEQ) {
      publisher.published.put(marks.seq(), offset);
      publisher.lastSeq = Math.max(publisher.lastSeq, marks.seq());
      clients.change(publisher);
    }
    if (marks.id() != null) {
      ids.put(publisher, marks.id(), emit.timeMs(), offset, batch);
    }
  }

  /** The commit stands. */
  void committed() {
    ids.committed();
  }
}
