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

  /** Set until the place is found at which the room's events begin. */
  private boolean byTime;

  private boolean byCount;

  /** The offset after which the room's events are shown. */
  private long begins;

  /** Everything up to this offset was shown. */
  private long position;

  private boolean paging;
  private boolean finished;

  /**
   * What to read.
   *
   * @param client who reads: events that except it are passed over
   * @param room the room as a membership of the client
   * @param past how much of it
   * @param upTo the last offset to look at
   */
  public record Range(ClientKey client, Membership room, Past past, long upTo) {}

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
    this.byTime = range.past().from().byTime();
    this.byCount = range.past().last() != Past.ALL;
    begin(byTime ? 0 : range.past().from().offset());
  }

  private void begin(long offset) {
    begins = Math.min(offset, range.upTo());
    position = range.past().retained() ? 0 : begins;
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
    Past past = range.past();
    long upTo = range.upTo();
    if (byTime) {
      byTime = false;
      pages.room(range.room().name(), past.from(), Place.after(upTo), 1, this::onFirst);
    } else if (byCount) {
      byCount = false;
      pages.newest(
          stretch(), begins, upTo, past.last(), past.retained() ? this::onFirst : this::onPage);
    } else if (past.retained()) {
      pages.retained(stretch(), position, upTo, this::onPage);
    } else {
      pages.first(stretch(), position, upTo, Past.ALL, this::onPage);
    }
  }

  /** Before the join as well: that is what history is. */
  private List<Membership> stretch() {
    Membership room = range.room();
    return List.of(new Membership(room.stream(), room.name(), begins, Membership.OPEN));
  }

  /** A page that begins where the room's events are to begin. */
  private void onFirst(PageRequest.Page page) {
    paging = false;
    begin(page.events().isEmpty() ? range.upTo() : page.events().get(0).offset() - 1);
    pump();
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
