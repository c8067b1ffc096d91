package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The lines of a shared queue's publishers, found by their first waiting event: which line can go
 * on, and with whom. A line is taken out before it changes and put in again after. Owned by the
 * lane of its queue.
 */
final class LineIndex {
  private final Map<ClientKey, PublisherLine> lines = new HashMap<>();

  /** Lines with a first event that any member may have, by its offset. */
  final TreeMap<Long, PublisherLine> free = new TreeMap<>();

  /** Lines whose first event has to be read again, by its offset. */
  final TreeMap<Long, PublisherLine> unread = new TreeMap<>();

  /** Lines that cannot go on before something that was given away is decided. */
  private final TreeMap<Long, PublisherLine> blocked = new TreeMap<>();

  private boolean strict;

  /** The publisher's line. */
  PublisherLine of(ClientKey publisher) {
    return lines.computeIfAbsent(publisher, PublisherLine::new);
  }

  /** Whether nothing of a publisher is given away after an event that is not acknowledged. */
  void strict(boolean now) {
    if (now != strict) {
      List<PublisherLine> all = List.copyOf(lines.values());
      all.forEach(this::takeOut);
      strict = now;
      all.forEach(this::putIn);
    }
  }

  /** Takes the line from where it is found by its first event, which is about to change. */
  void takeOut(PublisherLine line) {
    if (!line.waiting.isEmpty()) {
      indexOf(line).remove(line.waiting.firstKey());
    }
  }

  void putIn(PublisherLine line) {
    if (!line.waiting.isEmpty()) {
      indexOf(line).put(line.waiting.firstKey(), line);
    } else if (line.held == 0 && line.delayed == 0) {
      lines.remove(line.publisher);
    }
  }

  private NavigableMap<Long, PublisherLine> indexOf(PublisherLine line) {
    if (line.undecided > 0 || (strict && (line.held > 0 || line.delayed > 0))) {
      return blocked;
    }
    if (line.waiting.firstEntry().getValue().event() == null) {
      return unread;
    }
    return line.holder == null ? free : line.holder.lines;
  }

  /** True when nothing is kept of any publisher. */
  boolean isEmpty() {
    return lines.isEmpty();
  }
}
