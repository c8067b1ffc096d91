package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Collects the last events of several streams, from the newest row back; the older ones give way.
 * Used once, by one thread.
 */
final class NewestPage {
  private final PageRequest request;
  private final RecentRows rows;
  private final TreeMap<Long, Event> events = new TreeMap<>();
  private long bytes;

  /** Nothing up to this offset fits into the page any more. */
  private long floor;

  NewestPage(PageRequest request, RecentRows rows) {
    this.request = request;
    this.rows = rows;
    this.floor = request.after();
  }

  void addAll(Membership membership, Store.Scan scan) {
    long stream = membership.stream();
    long upTo = Math.min(request.upTo(), membership.left() - 1);
    long after = Math.max(request.after(), membership.joined());
    // The row that upTo is in or before, then each turn the one before the last.
    byte[] start = Keys.one(stream);
    scan.seek(Keys.two(stream, upTo), Keys.one(stream + 1));
    long last = upTo;
    if (scan.valid() && Keys.number(scan.key(), 0) == stream) {
      last = Keys.number(scan.key(), 1);
      addRow(rows.read(membership, last, scan), after, upTo);
      last = Math.min(last, upTo);
    }
    for (scan.seekFloor(Keys.two(stream, last - 1), start); scan.valid(); ) {
      byte[] key = scan.key();
      last = Keys.number(key, 1);
      if (Keys.number(key, 0) != stream || last <= Math.max(after, floor)) {
        return;
      }
      addRow(rows.read(membership, last, scan), after, upTo);
      scan.seekFloor(Keys.two(stream, last - 1), start);
    }
  }

  private void addRow(List<Event> row, long after, long upTo) {
    for (Event event : row) {
      if (event.offset() > upTo) {
        return;
      }
      if (event.offset() > after) {
        add(event);
      }
    }
  }

  private void add(Event event) {
    boolean tooOld = event.offset() <= floor;
    if (tooOld || request.excepts(event)) {
      return;
    }
    if (events.merge(event.offset(), event, Event::alsoIn) == event) {
      bytes += event.weight();
      while (tooLarge()) {
        Event oldest = events.pollFirstEntry().getValue();
        bytes -= oldest.weight();
        floor = oldest.offset();
      }
    }
  }

  private boolean tooLarge() {
    return events.size() > request.maxEvents() || (bytes > request.maxBytes() && events.size() > 1);
  }

  PageRequest.Page finish() {
    return new PageRequest.Page(new ArrayList<>(events.values()), request.upTo());
  }
}
