package dev.holdfast.client.internal.outbox;

import dev.holdfast.client.OutboxListener;
import dev.holdfast.client.internal.journal.Disk;
import dev.holdfast.client.internal.journal.FailedSyncException;
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
  private final Place place;
  private final long segmentBytes;
  private final Ledger ledger;
  private final Deque<Segment> segments;
  private long finishedBytes;

  private Segments(Place place, long segmentBytes, Ledger ledger, Deque<Segment> segments) {
    this.place = place;
    this.segmentBytes = segmentBytes;
    this.ledger = ledger;
    this.segments = segments;
  }

  /** Reads what is there into the ledger, or begins anew. */
  static Segments open(Place place, long segmentBytes, Ledger ledger, OutboxListener listener)
      throws IOException {
    Deque<Segment> found =
        new SegmentReplay(place.disk(), place.identity(), listener, ledger).read(place.directory());
    Segments all = new Segments(place, segmentBytes, ledger, found);
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
            OutboxRecord.VERSION, ledger.next(), ledger.numbersFromNext(), place.identity());
    Path path = place.directory().resolve(Segment.name(ledger.next()));
    LogFile file = LogFile.create(place.disk(), path, OutboxRecord.encode(header));
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

  /**
   * Begins another when the youngest is large enough, and deletes what is not needed any more.
   *
   * @throws FailedSyncException when nobody knows what is on disk
   * @throws IOException when there was no room for another, or one could not be deleted: all is as
   *     it was, and may be tried again
   */
  void tidy() throws IOException {
    try {
      beginNext();
    } finally {
      deleteNeedless(); // which makes room
    }
  }

  private void beginNext() throws IOException {
    Segment youngest = segments.getLast();
    if (youngest.file().size() >= segmentBytes && ledger.next() > youngest.first()) {
      youngest.file().force();
      begin();
      finishedBytes += youngest.file().size();
    }
  }

  private void deleteNeedless() throws IOException {
    while (segments.size() > 1 && second().first() <= ledger.low()) {
      Segment oldest = segments.getFirst();
      oldest.file().close();
      Files.delete(oldest.file().path());
      segments.removeFirst();
      finishedBytes -= oldest.file().size();
      LogFile.forceDirectory(place.directory()); // so that no later one is found gone before it
    }
  }

  /** Says in the youngest that all of it is on disk. */
  void seal() throws IOException {
    segments.getLast().file().seal();
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

  /**
   * Where the files are.
   *
   * @param identity whose they are
   */
  record Place(Disk disk, Path directory, String identity) {}
}
