package dev.holdfast.broker.queue;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of streams for one session, as long as it wants them: in a storm of reconnects, those
 * of sessions that are gone are not read. Owned by the session's lane.
 */
final class QueuePages {
  private final Lane lane;
  private final String clientId;
  private final QueueReader.Limits limits;

  /** Set by the lane; the threads that read pages look at it. */
  private volatile boolean closed;

  /**
   * For sessions of a client.
   *
   * @param clientId events that except it are passed over
   * @param limits bound of each page
   */
  QueuePages(Lane lane, String clientId, QueueReader.Limits limits) {
    this.lane = lane;
    this.clientId = clientId;
    this.limits = limits;
  }

  /** The first events after {@code after}, up to {@code upTo}, at most {@code events} of them. */
  void first(
      List<Membership> streams,
      long after,
      long upTo,
      int events,
      Consumer<PageRequest.Page> onPage) {
    int most = Math.min(events, limits.pageEvents());
    read(new PageRequest(clientId, streams, after, upTo, most, limits.pageBytes()), onPage);
  }

  /** The last events after {@code after}, up to {@code upTo}: so many, if they fit into a page. */
  void newest(
      List<Membership> streams,
      long after,
      long upTo,
      int events,
      Consumer<PageRequest.Page> onPage) {
    read(
        new PageRequest(
            clientId, streams, after, upTo, events, limits.pageBytes(), PageRequest.End.NEWEST),
        onPage);
  }

  /**
   * As {@link #first}, with what the rooms keep as the last of each name from {@code after} on,
   * wherever the streams begin.
   */
  void retained(
      List<Membership> streams, long after, long upTo, Consumer<PageRequest.Page> onPage) {
    read(
        new PageRequest(
            clientId,
            streams,
            after,
            upTo,
            limits.pageEvents(),
            limits.pageBytes(),
            PageRequest.End.OLDEST_AND_RETAINED),
        onPage);
  }

  /** The first events of a room from one place to another. */
  void room(
      StreamName room,
      Place from,
      @Nullable Place to,
      int events,
      Consumer<PageRequest.Page> onPage) {
    int most = Math.min(events, limits.pageEvents());
    read(new RoomQuery(clientId, room, from, to, most, limits.pageBytes()), onPage);
  }

  private void read(PageQuery query, Consumer<PageRequest.Page> onPage) {
    lane.pages()
        .read(
            query,
            lane,
            new PageSource.Reply() {
              @Override
              public boolean wanted() {
                return !closed;
              }

              @Override
              public void accept(PageRequest.Page page) {
                if (!closed) {
                  onPage.accept(page);
                }
              }
            });
  }

  /** No page is handed over any more. */
  void close() {
    closed = true;
  }

  /** The lane the pages are handed over on. */
  Lane lane() {
    return lane;
  }

  boolean closed() {
    return closed;
  }
}
