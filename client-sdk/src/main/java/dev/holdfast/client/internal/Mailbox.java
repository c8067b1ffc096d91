package dev.holdfast.client.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Carries things from any thread to the event loop, with one wake-up for as many as are there.
 * Bounded by whoever posts: requests by the {@link Budget}, outcomes by the window.
 */
final class Mailbox<T> {
  private final EventLoop loop;
  private final Consumer<T> each;
  private final Runnable afterAll;
  private final Queue<T> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();

  /**
   * Calls {@code each} for everything posted, in order, and {@code afterAll} when it has caught up.
   */
  Mailbox(EventLoop loop, Consumer<T> each, Runnable afterAll) {
    this.loop = loop;
    this.each = each;
    this.afterAll = afterAll;
  }

  /** From any thread. */
  void post(T thing) {
    queue.add(thing);
    if (awake.compareAndSet(false, true)) {
      loop.execute(this::drain);
    }
  }

  private void drain() {
    // Lowered first: what is posted from here on wakes the loop again.
    awake.set(false);
    for (T thing = queue.poll(); thing != null; thing = queue.poll()) {
      each.accept(thing);
    }
    afterAll.run();
  }
}
