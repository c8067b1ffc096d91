package dev.holdfast.broker.queue;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of one publisher in a shared queue: those that wait for a member, in order, and how
 * many a member holds. Changed by the {@link Distribution}, and owned by its lane.
 */
final class PublisherLine {
  final ClientKey publisher;

  /** By offset. */
  final TreeMap<Long, Waiting> waiting = new TreeMap<>();

  /** Who holds unacknowledged events of this publisher, and so gets the next; null for nobody. */
  @Nullable Share holder;

  /** How many it holds. */
  int held;

  /** How many of its events, held or not, wait for their next attempt. */
  int delayed;

  /** How many of those do so until it is known how long: meanwhile nothing overtakes them. */
  int undecided;

  PublisherLine(ClientKey publisher) {
    this.publisher = publisher;
  }

  /**
   * An event that no member holds.
   *
   * @param event null while it has to be read again: a member gave it back
   */
  record Waiting(@Nullable Event event) {
    static final Waiting UNREAD = new Waiting(null);
  }
}
