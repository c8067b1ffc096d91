package dev.holdfast.broker.queue;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads rooms for one session that need not be a member of them, a page at a time. Owned by the
 * session's lane.
 */
public final class RoomPages {
  private final Lane lane;
  private final QueuePages pages;

  /** For a session of this client: events that except it are passed over. */
  public RoomPages(Lane lane, ClientKey client, QueueReader.Limits limits) {
    this.lane = lane;
    this.pages = new QueuePages(lane, client.clientId(), limits);
  }

  /**
   * A part of a room.
   *
   * @param events in the order of their offsets
   * @param next the offset after which there may be more; {@link #END} for none
   * @param complete the offset after which all of the room is there, but what has expired
   */
  public record Page(List<Event> events, long next, long complete) {
    /** {@code next} of the last page. */
    public static final long END = Long.MAX_VALUE;
  }

  /**
   * Reads events of a room.
   *
   * @param to the place before which to end; null for all there is
   * @param limit at most so many; a page of the store may be less
   * @param onPage called on the lane, unless this was closed
   */
  public void read(
      StreamName room, Place from, @Nullable Place to, int limit, Consumer<Page> onPage) {
    pages.room(
        room,
        from,
        to,
        limit,
        page -> onPage.accept(new Page(standing(page.events()), page.scannedTo(), page.begins())));
  }

  private List<Event> standing(List<Event> events) {
    long nowMs = lane.nowMs();
    return events.stream().filter(event -> event.gap() == null && !event.expiredBy(nowMs)).toList();
  }

  /**
   * Finds the offset behind which a stream has its events of a time and later.
   *
   * @param onOffset called on the lane, unless this was closed; with the greatest number when there
   *     are none
   */
  public void find(StreamName room, long timeMs, LongConsumer onOffset) {
    pages.room(
        room,
        Place.at(timeMs),
        null,
        1,
        page ->
            onOffset.accept(
                page.events().isEmpty() ? Long.MAX_VALUE : page.events().get(0).offset() - 1));
  }

  /** Nothing is handed over any more. */
  public void close() {
    pages.close();
  }
}
