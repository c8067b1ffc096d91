package dev.holdfast.broker.session;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events a client has asked for once more after a delay. One timer per event at most, however
 * often it is asked for: the last request counts. Owned by the session's lane.
 */
final class Redeliveries {
  private static final int PRUNE_FROM = 16;

  private final Timers timers;
  private final Session session;

  /** By offset. */
  private final Map<Long, Timers.Timer> waiting = new HashMap<>(0);

  Redeliveries(Timers timers, Session session) {
    this.timers = timers;
    this.session = session;
  }

  /** Delivers the event again after a delay in milliseconds, if it is unacknowledged then. */
  void schedule(long offset, long delayMs) {
    cancel(waiting.remove(offset));
    if (waiting.size() >= PRUNE_FROM + 2 * session.queue().unacknowledged()) {
      dropAcknowledged();
    }
    waiting.put(offset, timers.after(delayMs, () -> due(offset)));
  }

  /** No event is asked for any more; no timer is left. */
  void close() {
    waiting.values().forEach(Timers.Timer::cancel);
    waiting.clear();
  }

  private void due(long offset) {
    waiting.remove(offset);
    session.queue().redeliver(offset);
  }

  /** So that there are never many more timers than events that can still be delivered again. */
  private void dropAcknowledged() {
    waiting
        .entrySet()
        .removeIf(
            event -> {
              boolean acknowledged = !session.queue().holds(event.getKey());
              if (acknowledged) {
                event.getValue().cancel();
              }
              return acknowledged;
            });
  }

  private static void cancel(Timers.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
