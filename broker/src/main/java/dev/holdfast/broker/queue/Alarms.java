package dev.holdfast.broker.queue;

import java.util.Map;
import java.util.TreeMap;

/** What a lane is to do at a time, at the tick that comes first after it. Owned by the lane. */
final class Alarms {
  private final TreeMap<Key, Runnable> tasks = new TreeMap<>();
  private long set;

  private record Key(long atMs, long number) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int time = Long.compare(atMs, other.atMs);
      return time != 0 ? time : Long.compare(number, other.number);
    }
  }

  /** Sets one, for a time in milliseconds since 1970; running the result takes it back. */
  Runnable set(long atMs, Runnable task) {
    Key key = new Key(atMs, set++);
    tasks.put(key, task);
    return () -> tasks.remove(key);
  }

  /** Runs what is due. */
  void ring(long nowMs) {
    while (!tasks.isEmpty() && tasks.firstKey().atMs() <= nowMs) {
      Map.Entry<Key, Runnable> due = tasks.pollFirstEntry();
      due.getValue().run();
    }
  }
}
