package dev.holdfast.client.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** An event loop whose tasks and timers run when the test says so. */
final class ManualLoop implements EventLoop {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Waiting> timers = new ArrayList<>();
  private Duration now = Duration.ZERO;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    Waiting timer = new Waiting(now.plus(delay), task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public long nanoTime() {
    return now.toNanos();
  }

  @Override
  public boolean isOwner() {
    return true;
  }

  @Override
  public void stop() {
    timers.clear();
  }

  /** Runs what was given to {@link #execute}. */
  void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Lets time pass; timers run in the order in which they were made. */
  void advance(Duration by) {
    now = now.plus(by);
    for (Waiting timer : List.copyOf(timers)) {
      if (timer.due().compareTo(now) <= 0 && timers.remove(timer)) {
        timer.task().run();
      }
    }
  }

  /** How long until the timer made last is due. */
  Duration lastDelay() {
    return timers.get(timers.size() - 1).due().minus(now);
  }

  private record Waiting(Duration due, Runnable task) {}
}
