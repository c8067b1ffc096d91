package dev.holdfast.broker.queue;

import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivered events of a queue that are read once more: those that are to be delivered again, and
 * those that a shared queue gives to another member. Owned by the session's lane.
 */
final class Rereads {
  private final QueuePages pages;
  private final Memberships memberships;
  private final AckWindow window;
  private final GapsToTell gaps;

  /** To be delivered once more, before any later one; bounded by the window. */
  private final TreeSet<Long> wanted = new TreeSet<>();

  Rereads(QueuePages pages, Memberships memberships, AckWindow window, GapsToTell gaps) {
    this.pages = pages;
    this.memberships = memberships;
    this.window = window;
    this.gaps = gaps;
  }

  /** An event is to be delivered again; false when it is not held, or not any more. */
  boolean want(long offset) {
    return window.holds(offset) && wanted.add(offset);
  }

  /**
   * Reads the first event that is to be delivered again.
   *
   * @param to called with it on the lane, or with null when it is acknowledged by now
   * @return false when there is none
   */
  boolean readNext(Consumer<@Nullable Event> to) {
    while (!wanted.isEmpty()) {
      long offset = wanted.pollFirst();
      if (window.holds(offset)) {
        read(offset, event -> to.accept(window.holds(offset) ? event : null));
        return true;
      }
    }
    return false;
  }

  /**
   * Reads one event of the queue, or the gap that stands in its place by now.
   *
   * @param to called on the lane, unless the reader was closed
   */
  void read(long offset, Consumer<Event> to) {
    pages.first(
        memberships.all(),
        offset - 1,
        offset,
        1,
        page -> {
          Event stored = page.events().isEmpty() ? null : page.events().get(0);
          to.accept(gaps.again(offset, theirs(stored), reason(offset), pages.lane().nowMs()));
        });
  }

  /** It may have been lost with its room while it was read. */
  private @Nullable Event theirs(@Nullable Event stored) {
    boolean lost = stored != null && stored.gap() == null && !memberships.cover(stored);
    return lost ? null : stored;
  }

  /** Why an event is not stored any more that was delivered before, or is the client's no more. */
  private GapReason reason(long offset) {
    return memberships.isBanishedAt(offset) ? GapReason.NOT_PERMITTED : GapReason.EXPIRED;
  }
}
