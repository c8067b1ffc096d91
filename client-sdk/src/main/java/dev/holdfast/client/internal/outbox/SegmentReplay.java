package dev.holdfast.client.internal.outbox;

import dev.holdfast.client.OutboxListener;
import dev.holdfast.client.internal.journal.Disk;
import dev.holdfast.client.internal.journal.LogFile;
import dev.holdfast.client.internal.journal.LogScan;
import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** Reads the segments of an outbox that was there before, and checks all that can be checked. */
final class SegmentReplay {
  private final Disk disk;
  private final String identity;
  private final OutboxListener listener;
  private final Ledger ledger;
  private final Deque<Segment> segments = new ArrayDeque<>();

  SegmentReplay(Disk disk, String identity, OutboxListener listener, Ledger ledger) {
    this.disk = disk;
    this.identity = identity;
    this.listener = listener;
    this.ledger = ledger;
  }

  /** Reads all of them, the oldest first, and opens them; none when there are none. */
  Deque<Segment> read(Path directory) throws IOException {
    List<Path> files = files(directory);
    try {
      for (Path file : files) {
        read(file, file.equals(files.get(files.size() - 1)));
      }
    } catch (IOException | RuntimeException failure) {
      for (Segment segment : segments) {
        segment.file().close();
      }
      throw failure;
    }
    return segments;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(Segment.SUFFIX))
          .sorted()
          .toList();
    }
  }

  private void read(Path file, boolean last) throws IOException {
    LogScan scan = new LogScan(file);
    if (!scan.hasNext() && last) {
      scan.requireTorn(false); // its header is on disk before anything else is written
      listener.onCut(file, 0, scan.rest());
      Files.delete(file); // a crash came while it was being made: nothing was in it yet
      return;
    }
    OutboxRecord.Header header = readHeader(scan);
    boolean marked = header.version() >= OutboxRecord.MARKED_VERSION;
    while (scan.hasNext()) {
      apply(scan, scan.next());
    }
    if (last) {
      scan.requireTorn(marked);
    } else {
      scan.requireEnd();
    }
    if (scan.rest() > 0) {
      listener.onCut(file, scan.position(), scan.rest());
    }
    LogFile opened = LogFile.open(disk, file, marked, scan.position());
    segments.add(new Segment(header.first(), opened));
  }

  private OutboxRecord.Header readHeader(LogScan scan) throws IOException {
    OutboxRecord record = scan.hasNext() ? OutboxRecord.decode(scan.next()) : null;
    if (!(record instanceof OutboxRecord.Header header)) {
      throw scan.damaged("no header of an outbox segment");
    }
    if (header.version() < 1 || header.version() > OutboxRecord.VERSION) {
      throw new IOException(
          "the outbox has format %d, this program knows %d; nothing was changed"
              .formatted(header.version(), OutboxRecord.VERSION));
    }
    if (!header.identity().equals(identity)) {
      throw new IOException(
          "the outbox is that of %s, not of %s".formatted(header.identity(), identity));
    }
    if (segments.isEmpty()) {
      ledger.beginAt(header.first());
    } else if (header.first() != ledger.next()) {
      throw scan.damaged(
          "it begins with emit %d, but %d is the next: a segment is missing"
              .formatted(header.first(), ledger.next()));
    }
    if (header.numbers() != null && !ledger.isNumbered()) {
      ledger.number(header.numbers());
    }
    return header;
  }

  private void apply(LogScan scan, Bytes body) throws IOException {
    OutboxRecord record = OutboxRecord.decode(body);
    if (record instanceof OutboxRecord.Emit emit && emit.ordinal() == ledger.next()) {
      ledger.emitted();
    } else if (record instanceof OutboxRecord.Done done
        && done.from() <= done.to()
        && done.to() < ledger.next()) {
      for (long ordinal = Math.max(done.from(), ledger.low()); ordinal <= done.to(); ordinal++) {
        ledger.done(ordinal);
      }
    } else if (record instanceof OutboxRecord.Numbers numbers) {
      ledger.number(numbers);
    } else {
      throw scan.damaged("the record before it does not fit in here: " + record);
    }
  }
}
