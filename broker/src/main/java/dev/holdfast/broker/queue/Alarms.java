package dev.holdfast.broker.queue;

import java.util.Map;
import java.util.TreeMap;

/** What a lane is to do at a time, at the tick that comes first after it. Owned by the lane. */
final class Alarms {
  private final TreeMap<Due, Runnable> tasks = new TreeMap<>();
  private long set;

  /** Sets one, for a time in milliseconds since 1970; running the result takes it back. */
  Runnable set(long atMs, Runnable task) {
    Due due = new Due(atMs, set++);
    tasks.put(due, task);
    return () -> tasks.remove(due);
  }

  /** Runs what is due. */
  void ring(long nowMs) {
    while (!tasks.isEmpty() && tasks.firstKey().atMs() <= nowMs) {
      Map.Entry<Due, Runnable> due = tasks.pollFirstEntry();
      due.getValue().run();
    }
  }
}
