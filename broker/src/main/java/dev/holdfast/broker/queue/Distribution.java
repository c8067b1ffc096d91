package dev.holdfast.broker.queue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which member of a shared queue gets which event. Events of one publisher go, one after
 * the other, to the member that holds unacknowledged ones of it, so that they are handled in order;
 * a publisher of which nobody holds any goes to the member that holds the least. What a full member
 * has to wait with is parked. What a member that left had not acknowledged goes to others before
 * later events of the same publisher; of such only the offset is kept, and it is read again. So it
 * is with what waits for its next attempt, but that later ones may overtake it unless a member asks
 * for strict order.
 *
 * <p>Pure. Bounded: events are parked up to a page, then the queue is not read on; and what is held
 * is bounded by the windows. Owned by the lane of its queue.
 */
final class Distribution {
  private final QueueReader.Limits limits;
  private final Set<Share> shares = new LinkedHashSet<>();
  private final LineIndex lines = new LineIndex();
  private final Postponed postponed;

  private int parked;
  private long parkedBytes;
  private long given;

  /** Without members; a page of {@code limits} may be parked, and be sent to a member at once. */
  Distribution(QueueReader.Limits limits) {
    this.limits = limits;
    this.postponed = new Postponed(lines);
  }

  /** What waits for its next attempt. */
  Postponed postponed() {
    return postponed;
  }

  /** A member comes, which may hold this many events. */
  Share join(int window, boolean strict) {
    Share share = new Share(window, strict, limits);
    shares.add(share);
    lines.strict(shares.stream().anyMatch(Share::strict));
    return share;
  }

  /** A member leaves: what it holds waits for another. */
  void leave(Share share) {
    shares.remove(share);
    Set<PublisherLine> its = new LinkedHashSet<>(share.held.values());
    its.forEach(lines::takeOut);
    share.held.forEach(
        (offset, line) -> {
          if (!postponed.contains(offset)) {
            line.waiting.put(offset, PublisherLine.Waiting.UNREAD);
          }
        });
    for (PublisherLine line : its) {
      line.holder = null;
      line.held = 0;
      lines.putIn(line);
    }
    share.held.clear();
    lines.strict(shares.stream().anyMatch(Share::strict));
  }

  /** The queue's next event; it is not given away before its time. */
  void offer(Event event, long nowMs) {
    PublisherLine line = lines.of(event.publisher());
    lines.takeOut(line);
    if (!postponed.postpones(line, event.offset(), nowMs)) {
      park(line, event);
    }
    lines.putIn(line);
  }

  private void park(PublisherLine line, Event event) {
    line.waiting.put(event.offset(), new PublisherLine.Waiting(event));
    parked++;
    parkedBytes += event.weight();
  }

  /** True when no more is to be offered until something has been given away. */
  boolean full() {
    return parked >= limits.pageEvents() || parkedBytes >= limits.pageBytes();
  }

  /** Events parked in memory. */
  int parked() {
    return parked;
  }

  /** How many events the queue may have delivered and not acknowledged, all members together. */
  int totalWindow() {
    long total = 2L * limits.pageEvents();
    for (Share share : shares) {
      total += share.window();
    }
    return (int) Math.min(total, Integer.MAX_VALUE / 2);
  }

  /**
   * The member is done with an event.
   *
   * @return false when it does not hold it
   */
  boolean acknowledged(Share share, long offset) {
    PublisherLine line = share.held.remove(offset);
    if (line == null) {
      return false;
    }
    lines.takeOut(line);
    share.wantedAgain.remove(offset);
    postponed.forget(offset);
    if (--line.held == 0) {
      line.holder = null;
    }
    lines.putIn(line);
    return true;
  }

  /** Who holds the event; null for nobody. */
  @Nullable Share holder(long offset) {
    for (Share share : shares) {
      if (share.held.containsKey(offset)) {
        return share;
      }
    }
    return null;
  }

  /** The time of these events has come, or they need not wait. */
  void due(List<Long> offsets) {
    for (long offset : offsets) {
      PublisherLine line = postponed.lineOf(offset);
      if (line == null) {
        continue;
      }
      lines.takeOut(line);
      postponed.release(offset);
      Share holder = holder(offset);
      if (holder != null) {
        holder.wantedAgain.add(offset);
      } else {
        line.waiting.put(offset, PublisherLine.Waiting.UNREAD);
      }
      lines.putIn(line);
    }
  }

  /** An event that nobody holds is done with: it was given up. */
  void drop(long offset) {
    PublisherLine line = postponed.lineOf(offset);
    if (line == null) {
      return;
    }
    lines.takeOut(line);
    postponed.forget(offset);
    lines.putIn(line);
  }

  /** Puts as many events as there is room for into the members' batches, oldest first. */
  void distribute() {
    for (Share share = next(); share != null; share = next()) {
      give(share);
    }
  }

  /** Who is to be given the oldest event that can be given; null when none can. */
  private @Nullable Share next() {
    Share next = null;
    Share leastLoaded = null;
    for (Share share : shares) {
      if (share.hasRoom()) {
        leastLoaded = leastLoaded == null ? share : lessLoaded(leastLoaded, share);
        if (!share.lines.isEmpty()
            && (next == null || share.lines.firstKey() < next.lines.firstKey())) {
          next = share;
        }
      }
    }
    boolean freeIsOlder =
        !lines.free.isEmpty() && (next == null || lines.free.firstKey() < next.lines.firstKey());
    return freeIsOlder ? leastLoaded : next;
  }

  private static Share lessLoaded(Share one, Share other) {
    int held = Integer.compare(one.held.size(), other.held.size());
    boolean first = held != 0 ? held < 0 : one.lastGiven <= other.lastGiven;
    return first ? one : other;
  }

  private void give(Share share) {
    boolean goesOn =
        !share.lines.isEmpty()
            && (lines.free.isEmpty() || share.lines.firstKey() < lines.free.firstKey());
    NavigableMap<Long, PublisherLine> from = goesOn ? share.lines : lines.free;
    PublisherLine line = from.firstEntry().getValue();
    lines.takeOut(line);
    Event event = line.waiting.pollFirstEntry().getValue().event();
    if (event == null) {
      throw new IllegalStateException("an event that was not read stood among those that were");
    }
    parked--;
    parkedBytes -= event.weight();
    line.holder = share;
    line.held++;
    share.held.put(event.offset(), line);
    share.lastGiven = ++given;
    share.add(new Delivery(event, false, postponed.failed(event.offset())));
    lines.putIn(line);
  }

  /** An event that has to be read again because somebody has room for it; null for none. */
  @Nullable Reread nextToRead() {
    boolean room = false;
    for (Share share : shares) {
      if (share.batchHasRoom() && !share.wantedAgain.isEmpty()) {
        return new Reread(share.wantedAgain.first(), share);
      }
      room |= share.hasRoom();
    }
    for (Map.Entry<Long, PublisherLine> entry : lines.unread.entrySet()) {
      Share holder = entry.getValue().holder;
      if (holder == null ? room : holder.hasRoom()) {
        return new Reread(entry.getKey(), null);
      }
    }
    return null;
  }

  /** The event has been read. */
  void read(Reread reread, Event event) {
    Share again = reread.again();
    if (again != null) {
      if (again.wantedAgain.remove(event.offset()) && shares.contains(again)) {
        again.add(new Delivery(event, true, postponed.failed(event.offset())));
        return;
      }
    }
    PublisherLine line = lines.unread.get(event.offset());
    if (line != null) {
      lines.takeOut(line);
      park(line, event);
      lines.putIn(line);
    }
  }

  /** True when nothing is kept of any publisher. */
  boolean isIdle() {
    return lines.isEmpty();
  }

  /** The batches that are to be sent. */
  List<Share> withBatches() {
    return shares.stream().filter(Share::hasBatch).toList();
  }

  /**
   * An event to be read again.
   *
   * @param again the member that holds it and wants it once more; null when nobody holds it
   */
  record Reread(long offset, @Nullable Share again) {}
}
