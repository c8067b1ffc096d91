package dev.holdfast.client.internal.outbox;

import dev.holdfast.client.internal.journal.LogFile;
import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads emits back, one after the other. Owner: the outbox's thread. */
final class BacklogReader {
  private final Segments segments;

  /** Where the next record is; null when that has to be looked for. */
  private @Nullable Segment segment;

  private long at;
  private long next;

  BacklogReader(Segments segments) {
    this.segments = segments;
  }

  /**
   * The emit with this ordinal, which is in the files.
   *
   * @throws IOException when it cannot be read
   */
  Parcel read(long ordinal) throws IOException {
    Segment current = segment;
    if (current == null || next != ordinal || !segments.has(current)) {
      current = segments.of(ordinal);
      at = 0;
    }
    while (current != null) {
      if (at >= current.file().size()) {
        current = segments.after(current);
        at = 0;
        continue;
      }
      Bytes body = current.file().read(at);
      at = LogFile.after(at, body.length());
      if (OutboxRecord.decode(body) instanceof OutboxRecord.Emit emit
          && emit.ordinal() == ordinal) {
        segment = current;
        next = ordinal + 1;
        return emit.parcel();
      }
    }
    throw new IOException("emit " + ordinal + " is not in the outbox any more");
  }
}
