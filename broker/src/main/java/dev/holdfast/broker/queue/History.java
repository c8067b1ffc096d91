package dev.holdfast.broker.queue;

import java.util.List;

/**
 * Reads what a room held, for a client that asks for it as it joins: events up to {@code upTo}, the
 * place from which on they come through the client's queue. What it reads is shown once, not
 * queued: it is not acknowledged and not delivered again. Owned by the session's lane.
 */
public final class History {
  private final Lane lane;
  private final Range range;
  private final QueuePages pages;
  private final Sink sink;
  private long position;
  private boolean paging;
  private boolean finished;

  /**
   * What to read.
   *
   * @param client who reads: events that except it are passed over
   * @param room the room as a membership of the client
   * @param after the offset after which to begin
   * @param upTo the last offset to look at
   * @param last at most so many events, the newest; {@link #ALL} for all
   */
  public record Range(ClientKey client, Membership room, long after, long upTo, int last) {
    /** {@code last} of a range without this bound. */
    public static final int ALL = Integer.MAX_VALUE;
  }

  /** Takes the events, on the lane. */
  public interface Sink {
    /** False while the way to the client is full; {@link History#pump} is called after. */
    boolean ready();

    /** Shows one event. */
    void show(Event event);

    /** All of it was shown. */
    void finished();
  }

  /** Begins with the first {@link #pump}. */
  public History(Lane lane, Range range, QueueReader.Limits limits, Sink sink) {
    this.lane = lane;
    this.range = range;
    this.pages = new QueuePages(lane, range.client().clientId(), limits);
    this.sink = sink;
    this.position = range.after();
  }

  /** Goes on reading if the sink is ready. */
  public void pump() {
    if (pages.closed() || finished || paging) {
      return;
    }
    if (position >= range.upTo()) {
      finished = true;
      sink.finished();
    } else if (sink.ready()) {
      readPage();
    }
  }

  private void readPage() {
    paging = true;
    Membership room = range.room();
    // Before the join as well: that is what history is.
    List<Membership> all = List.of(new Membership(room.stream(), room.name(), 0, Membership.OPEN));
    if (range.last() == Range.ALL) {
      pages.first(all, position, range.upTo(), Range.ALL, this::onPage);
    } else {
      pages.newest(all, position, range.upTo(), range.last(), this::onPage);
    }
  }

  private void onPage(PageRequest.Page page) {
    paging = false;
    for (Event event : page.events()) {
      if (event.gap() == null && !event.expiredBy(lane.nowMs())) {
        sink.show(event);
      }
    }
    position = page.scannedTo();
    pump();
  }

  /** Reads no more; the sink is not called any more. */
  public void close() {
    pages.close();
  }
}
