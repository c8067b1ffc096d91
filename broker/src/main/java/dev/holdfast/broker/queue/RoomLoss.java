package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Adds up what waits for a client in a room that it loses. Used once, by the shard writer.
 *
 * <p>What has expired there is lost too, if the client was not told of it: a row that stands for
 * expired events may begin before the cursor and end after the membership.
 */
final class RoomLoss {
  private final Backlog backlog;

  /** Nothing of the queue up to here is delivered any more. */
  private final long after;

  private long from;
  private long waiting;

  RoomLoss(Backlog backlog, ClientState client) {
    this.backlog = backlog;
    this.after = Math.max(client.cursor.upTo(), client.gaps.floor(QueueGap.Hole.QUEUE));
    this.from = client.cursor.upTo();
  }

  /** What is lost comes after this offset, with the queue that is passed over. */
  long after() {
    return after;
  }

  /** One of the stretches of the room. */
  void add(Membership stretch) {
    long begin = Math.max(after, stretch.joined());
    if (stretch.left() <= begin) {
      return;
    }
    waiting += backlog.after(stretch.stream(), begin);
    if (!stretch.open()) {
      waiting -= backlog.after(stretch.stream(), stretch.left());
    }
    Gap expired = backlog.gapAfter(stretch.stream(), begin);
    if (expired != null && expired.from() + 1 < stretch.left()) {
      waiting += expired.events();
      from = Math.min(from, Math.max(expired.from(), stretch.joined()));
    }
  }

  /** The gap that the client is told by the record at an offset; null when nothing is lost. */
  @Nullable QueueGap gap(LogRecord.Banish banish, long offset) {
    if (waiting == 0) {
      return null;
    }
    long most = Math.min(waiting, offset - from);
    Gap gap = new Gap(from, offset, most, GapReason.NOT_PERMITTED, banish.timeMs());
    return new QueueGap(gap, QueueGap.Hole.NOTHING);
  }
}
