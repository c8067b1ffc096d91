package dev.holdfast.broker.queue;

import java.util.List;
import java.util.function.Consumer;

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

  private void read(PageRequest request, Consumer<PageRequest.Page> onPage) {
    lane.pages()
        .read(
            request,
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
