package dev.holdfast.broker.queue;

import java.util.List;

/**
 * Asks for the next events of a client's queue from the store.
 *
 * @param clientId whose queue, for the events that except it
 * @param memberships the stretches of streams to merge; by these it is left out with a room, too,
 *     and that is all that those are there for which it was banished from
 * @param after the offset after which to begin
 * @param upTo the last offset to look at
 * @param maxEvents bound of the page
 * @param maxBytes bound of the page, which one event alone may exceed
 * @param end which of the events are taken when the page cannot hold them all
 */
record PageRequest(
    String clientId,
    List<Membership> memberships,
    long after,
    long upTo,
    int maxEvents,
    long maxBytes,
    End end)
    implements PageQuery {
  /** The end of a range at which a page begins. */
  enum End {
    /** The first events after {@code after}: the next page goes on behind them. */
    OLDEST,
    /** The last events up to {@code upTo}. */
    NEWEST,
    /**
     * As {@link #OLDEST}, with what the rooms keep as the last of each name; that may stand before
     * the stretch of its room.
     */
    OLDEST_AND_RETAINED
  }

  /** The first events of the range. */
  PageRequest(
      String clientId,
      List<Membership> memberships,
      long after,
      long upTo,
      int maxEvents,
      long maxBytes) {
    this(clientId, memberships, after, upTo, maxEvents, maxBytes, End.OLDEST);
  }

  @Override
  public Page read(PageReader reader) {
    return reader.read(this);
  }

  /** The stretches to merge. */
  List<Membership> toMerge() {
    return memberships.stream().filter(stretch -> !stretch.banished()).toList();
  }

  /** True when the event is not for this client, though it is a member of its stream. */
  boolean excepts(Event event) {
    if (event.excepts(clientId)) {
      return true;
    }
    for (long stream : event.exceptStreams()) {
      for (Membership membership : memberships) {
        if (membership.stream() == stream && membership.covers(event.offset())) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * A page of a queue, or of a room.
   *
   * @param events in the order of their offsets, each once
   * @param scannedTo there is nothing else of the queue up to this offset
   * @param beyond gaps that end after that, some of which begin before it
   * @param begins of one room's page: what stood up to this offset may have been removed; else 0
   */
  record Page(List<Event> events, long scannedTo, List<Gap> beyond, long begins) {
    /** A page of a queue, with no gap that reaches beyond its end. */
    Page(List<Event> events, long scannedTo) {
      this(events, scannedTo, List.of(), 0);
    }
  }
}
