package dev.holdfast.client.internal.outbox;

import dev.holdfast.client.OutboxListener;
import dev.holdfast.client.internal.journal.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The files of the outbox. Records are appended to the youngest; when that is large enough another
 * is begun, and the oldest is deleted when all its emits are done. Owner: the outbox's thread.
 */
final class Segments implements AutoCloseable {
  private final Path directory;
  private final String identity;
  private final long segmentBytes;
  private final Ledger ledger;
  private final Deque<Segment> segments;
  private long finishedBytes;

  private Segments(
      Path directory, String identity, long segmentBytes, Ledger ledger, Deque<Segment> segments) {
    this.directory = directory;
    this.identity = identity;
    this.segmentBytes = segmentBytes;
    this.ledger = ledger;
    this.segments = segments;
  }

  /** Reads what is there into the ledger, or begins anew. */
  static Segments open(
      Path directory, String identity, long segmentBytes, Ledger ledger, OutboxListener listener)
      throws IOException {
    Deque<Segment> found = new SegmentReplay(identity, listener, ledger).read(directory);
    Segments all = new Segments(directory, identity, segmentBytes, ledger, found);
    if (found.isEmpty()) {
      all.begin();
    }
    for (Segment segment : found) {
      all.finishedBytes += segment.file().size();
    }
    all.finishedBytes -= found.getLast().file().size();
    return all;
  }

  private void begin() throws IOException {
    OutboxRecord header =
        new OutboxRecord.Header(
            OutboxRecord.VERSION, ledger.next(), ledger.numbersFromNext(), identity);
    Path path = directory.resolve(Segment.name(ledger.next()));
    LogFile file = LogFile.create(path, OutboxRecord.encode(header));
    segments.add(new Segment(ledger.next(), file));
  }

  /** Appends a record to the youngest. */
  void append(OutboxRecord record) throws IOException {
    segments.getLast().file().append(OutboxRecord.encode(record));
  }

  /** Has all that was appended on disk. */
  void force() throws IOException {
    segments.getLast().file().force();
  }

  /** Begins another when the youngest is large enough, and deletes what is not needed any more. */
  void tidy() throws IOException {
    Segment youngest = segments.getLast();
    if (youngest.file().size() >= segmentBytes && ledger.next() > youngest.first()) {
      youngest.file().force();
      begin();
      finishedBytes += youngest.file().size();
    }
    while (segments.size() > 1 && second().first() <= ledger.low()) {
      Segment oldest = segments.removeFirst();
      finishedBytes -= oldest.file().size();
      oldest.file().close();
      Files.delete(oldest.file().path());
      LogFile.forceDirectory(directory); // so that no later one is found gone before it
    }
  }

  private Segment second() {
    return segments.stream().skip(1).findFirst().orElseThrow();
  }

  /** The one with this emit in it; null when there is none any more. */
  @Nullable Segment of(long ordinal) {
    Segment found = null;
    for (Segment segment : segments) {
      if (segment.first() <= ordinal) {
        found = segment;
      }
    }
    return found;
  }

  /** False when it has been deleted. */
  boolean has(Segment segment) {
    return segments.contains(segment);
  }

  /** The one after this. */
  @Nullable Segment after(Segment earlier) {
    return segments.stream()
        .filter(segment -> segment.first() > earlier.first())
        .findFirst()
        .orElse(null);
  }

  /** Bytes of all of them. */
  long bytes() {
    return finishedBytes + segments.getLast().file().size();
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : segments) {
      segment.file().close();
    }
  }
}
