package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Reads pages of queues from the store, merging the streams by offset. Any thread. */
final class PageReader {
  /** Enough for some ten thousand small events: as far as members that come back are apart. */
  private static final long RECENT_BYTES = 16L << 20;

  private final Store store;
  private final RecentRows rows;

  PageReader(Store store) {
    this(store, RECENT_BYTES);
  }

  /**
   * Over a store.
   *
   * @param recentBytes how much of what was read last is kept
   */
  PageReader(Store store, long recentBytes) {
    this.store = store;
    this.rows = new RecentRows(recentBytes);
  }

  /** Reads one page. */
  PageRequest.Page read(PageRequest request) {
    try (Store.Scan scan = store.scan(Table.EVENTS, new byte[0], Keys.one(-1))) {
      List<Membership> stretches = request.toMerge();
      if (request.end() == PageRequest.End.NEWEST) {
        NewestPage page = new NewestPage(request, rows);
        stretches.forEach(membership -> page.addAll(membership, scan));
        return page.finish();
      }
      PageInProgress page = new PageInProgress(request, rows);
      stretches.forEach(membership -> page.addAll(membership, scan));
      if (request.end() == PageRequest.End.OLDEST_AND_RETAINED) {
        stretches.forEach(membership -> addRetained(membership, page));
      }
      return page.finish();
    }
  }

  private void addRetained(Membership room, PageInProgress page) {
    byte[] first = Keys.one(room.stream());
    try (Store.Scan scan = store.scan(Table.RETAINED, first, Keys.one(room.stream() + 1))) {
      for (scan.seek(first); scan.valid(); scan.next()) {
        page.addRetained(scan);
      }
    }
  }

  /** Reads one page of a room; with the last one nothing is left to scan, up to any offset. */
  PageRequest.Page read(RoomQuery query) {
    byte[] number = store.get(Table.STREAMS, Keys.stream(query.room()));
    if (number == null) {
      return new PageRequest.Page(List.of(), Long.MAX_VALUE, List.of(), end());
    }
    long stream = Keys.number(number, 0);
    Membership room = new Membership(stream, query.room(), 0, Membership.OPEN);
    Place to = query.to();
    try (RoomTimes times = new RoomTimes(store, room)) {
      long after = times.offset(query.from());
      long upTo = to == null ? Long.MAX_VALUE : times.offset(to);
      PageRequest.Page page =
          read(
              new PageRequest(
                  query.clientId(),
                  List.of(room),
                  after,
                  upTo,
                  query.maxEvents(),
                  query.maxBytes()));
      long scannedTo = page.scannedTo() == upTo ? Long.MAX_VALUE : page.scannedTo();
      return new PageRequest.Page(page.events(), scannedTo, List.of(), times.begins(end()));
    }
  }

  /** The offset of the last record that is committed. */
  private long end() {
    return StoreState.of(store).applied();
  }

  /** Collects the first events of several streams; the farther ones give way to nearer ones. */
  private static final class PageInProgress {
    private final PageRequest request;
    private final RecentRows rows;
    private final TreeMap<Long, Event> events = new TreeMap<>();
    private final List<Gap> beyond = new ArrayList<>();
    private long bytes;

    /** Nothing after this offset fits into the page any more. */
    private long limit;

    private boolean full;

    PageInProgress(PageRequest request, RecentRows rows) {
      this.request = request;
      this.rows = rows;
      this.limit = request.upTo();
    }

    void addAll(Membership membership, Store.Scan scan) {
      long after = Math.max(request.after(), membership.joined());
      long stream = membership.stream();
      if (after >= limit) {
        return;
      }
      byte[] end = Keys.one(stream + 1);
      // Rows bear the offsets of their last events, so this crosses nothing that was before.
      for (scan.seek(Keys.two(stream, after + 1), end); scan.valid(); scan.next()) {
        byte[] key = scan.key();
        long last = Keys.number(key, 1);
        if (Keys.number(key, 0) != stream) {
          return;
        }
        addRow(membership, rows.read(membership, last, scan), after);
        if (last >= limit || last >= membership.left()) {
          return;
        }
      }
    }

    /** The row of RETAINED that the scan stands on. */
    void addRetained(Store.Scan row) {
      long offset = RetainedTable.offset(row);
      if (offset > request.after() && offset <= limit) {
        add(RetainedTable.event(row));
      }
    }

    private void addRow(Membership membership, List<Event> row, long after) {
      for (Event event : row) {
        if (event.gap() != null) {
          addGap(event.gap(), membership);
          return;
        }
        if (event.offset() > limit || event.offset() >= membership.left()) {
          return;
        }
        if (event.offset() > after) {
          add(event);
        }
      }
    }

    /**
     * A row that stands for what was dropped is told even where it reaches beyond the membership:
     * then in the place of the record that ended it, which is no other event's.
     */
    private void addGap(Gap gap, Membership membership) {
      long from = Math.max(gap.from(), membership.joined());
      long to = Math.min(gap.to(), membership.left());
      if (from < membership.left() - 1 && to > request.after()) {
        Gap within = new Gap(from, to, gap.events(), gap.reason(), gap.timeMs());
        if (to <= limit) {
          add(Event.gap(membership.stream(), membership.name(), within));
        } else {
          beyond.add(within);
        }
      }
    }

    private void add(Event event) {
      if (request.excepts(event)) {
        return;
      }
      Event standing = events.putIfAbsent(event.offset(), event);
      if (standing != null) {
        events.put(event.offset(), together(standing, event));
        return;
      }
      bytes += event.weight();
      while (tooLarge()) {
        Event last = events.pollLastEntry().getValue();
        bytes -= last.weight();
        if (last.gap() != null) {
          beyond.add(last.gap());
        }
        limit = events.lastKey();
        full = true;
      }
    }

    /** Of a gap and an event both have expired. */
    private static Event together(Event standing, Event event) {
      if (event.gap() == null) {
        return standing.gap() == null ? standing.alsoIn(event) : standing;
      }
      return standing.gap() == null ? event : both(standing, event);
    }

    private static Event both(Event one, Event other) {
      Gap first = Objects.requireNonNull(one.gap());
      Gap second = Objects.requireNonNull(other.gap());
      return Event.gap(
          other.streams()[0],
          other.targets().get(0),
          new Gap(
              Math.min(first.from(), second.from()),
              first.to(),
              first.events() + second.events(),
              first.reason(),
              Math.max(first.timeMs(), second.timeMs())));
    }

    private boolean tooLarge() {
      return events.size() > request.maxEvents()
          || (bytes > request.maxBytes() && events.size() > 1);
    }

    PageRequest.Page finish() {
      List<Event> inOrder = new ArrayList<>(events.values());
      beyond.removeIf(gap -> gap.from() >= limit);
      return new PageRequest.Page(inOrder, full ? limit : request.upTo(), beyond, 0);
    }
  }
}
