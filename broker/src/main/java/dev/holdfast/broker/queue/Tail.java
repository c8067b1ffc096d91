package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * The last commits, in memory: live sessions are served from here. Each lane keeps its own list of
 * them, so that it is read without locks; the commits and their events are shared. Bounded in
 * bytes: what falls out is read from the store. Owned by its lane.
 */
final class Tail {
  private final long maxBytes;
  private final List<Commit> commits = new ArrayList<>();

  /** How many at the list's start have fallen out; they are removed when they are half of it. */
  private int dropped;

  private long start;
  private long end;
  private long bytes;

  /** Empty, after the record at {@code end}. */
  Tail(long end, long maxBytes) {
    this.start = end;
    this.end = end;
    this.maxBytes = maxBytes;
  }

  void add(Commit commit) {
    end = commit.last();
    commits.add(commit);
    bytes += commit.tailWeight();
    while (bytes > maxBytes && dropped < commits.size()) {
      Commit oldest = commits.get(dropped);
      commits.set(dropped++, NONE);
      bytes -= oldest.tailWeight();
      start = oldest.last();
    }
    if (dropped > 64 && dropped * 2 > commits.size()) {
      commits.subList(0, dropped).clear();
      dropped = 0;
    }
  }

  private static final Commit NONE = new Commit(0, 0, List.of());

  /** Every event after this offset and up to {@link #end()} is here. */
  long start() {
    return start;
  }

  /** The offset of the last record this lane knows of. */
  long end() {
    return end;
  }

  /**
   * The commit that holds the first record after {@code position}, from start to end (exclusive).
   */
  Commit after(long position) {
    int low = dropped;
    int high = commits.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (commits.get(middle).last() > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return commits.get(low);
  }
}
