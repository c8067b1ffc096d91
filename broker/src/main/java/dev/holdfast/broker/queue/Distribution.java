package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides which member of a shared queue gets which event. Events of one publisher go, one after
 * the other, to the member that holds unacknowledged ones of it, so that they are handled in order;
 * a publisher of which nobody holds any goes to the member that holds the least. What a full member
 * has to wait with is parked. What a member that left had not acknowledged goes to others before
 * later events of the same publisher; of such only the offset is kept, and it is read again.
 *
 * <p>Pure. Bounded: events are parked up to a page, then the queue is not read on; and what is held
 * is bounded by the windows. Owned by the lane of its queue.
 */
final class Distribution {
  private final QueueReader.Limits limits;
  private final Set<Share> shares = new LinkedHashSet<>();
  private final Map<ClientKey, PublisherLine> lines = new HashMap<>();

  /** Lines with a first event that any member may have, by its offset. */
  private final TreeMap<Long, PublisherLine> free = new TreeMap<>();

  /** Lines whose first event has to be read again, by its offset. */
  private final TreeMap<Long, PublisherLine> unread = new TreeMap<>();

  private int parked;
  private long parkedBytes;
  private long given;

  /** Without members; a page of {@code limits} may be parked, and be sent to a member at once. */
  Distribution(QueueReader.Limits limits) {
    this.limits = limits;
  }

  /** A member comes, which may hold this many events. */
  Share join(int window) {
    Share share = new Share(window, limits);
    shares.add(share);
    return share;
  }

  /** A member leaves: what it holds waits for another. */
  void leave(Share share) {
    shares.remove(share);
    Set<PublisherLine> its = new LinkedHashSet<>(share.held.values());
    its.forEach(this::takeOut);
    share.held.forEach((offset, line) -> line.waiting.put(offset, PublisherLine.Waiting.UNREAD));
    for (PublisherLine line : its) {
      line.holder = null;
      line.held = 0;
      putIn(line);
    }
    share.held.clear();
  }

  /** The queue's next event. */
  void offer(Event event) {
    PublisherLine line = lines.computeIfAbsent(event.publisher(), PublisherLine::new);
    takeOut(line);
    park(line, event);
    putIn(line);
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
    takeOut(line);
    share.wantedAgain.remove(offset);
    if (--line.held == 0) {
      line.holder = null;
    }
    putIn(line);
    return true;
  }

  /** The member wants an event that it holds once more; one it does not hold is not given. */
  void wantedAgain(Share share, long offset) {
    if (share.held.containsKey(offset)) {
      share.wantedAgain.add(offset);
    }
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
        !free.isEmpty() && (next == null || free.firstKey() < next.lines.firstKey());
    return freeIsOlder ? leastLoaded : next;
  }

  private static Share lessLoaded(Share one, Share other) {
    int held = Integer.compare(one.held.size(), other.held.size());
    boolean first = held != 0 ? held < 0 : one.lastGiven <= other.lastGiven;
    return first ? one : other;
  }

  private void give(Share share) {
    NavigableMap<Long, PublisherLine> from =
        free.isEmpty() || (!share.lines.isEmpty() && share.lines.firstKey() < free.firstKey())
            ? share.lines
            : free;
    PublisherLine line = from.firstEntry().getValue();
    takeOut(line);
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
    share.add(event, false);
    putIn(line);
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
    for (Map.Entry<Long, PublisherLine> entry : unread.entrySet()) {
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
        again.add(event, true);
        return;
      }
    }
    PublisherLine line = unread.get(event.offset());
    if (line != null) {
      takeOut(line);
      park(line, event);
      putIn(line);
    }
  }

  /** Takes the line from where it is found by its first event, which is about to change. */
  private void takeOut(PublisherLine line) {
    if (!line.waiting.isEmpty()) {
      indexOf(line).remove(line.waiting.firstKey());
    }
  }

  private void putIn(PublisherLine line) {
    if (!line.waiting.isEmpty()) {
      indexOf(line).put(line.waiting.firstKey(), line);
    } else if (line.held == 0) {
      lines.remove(line.publisher);
    }
  }

  private NavigableMap<Long, PublisherLine> indexOf(PublisherLine line) {
    if (line.waiting.firstEntry().getValue().event() == null) {
      return unread;
    }
    return line.holder == null ? free : line.holder.lines;
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
