package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the queues that exceed the limits of their namespace, all their streams together, and how
 * much of each is to be dropped. Part of a {@link Sweep}; used once.
 */
final class OverfullQueues {
  /** So many at a time: the next sweep finds the others. */
  private static final int MAX_FOUND = 10_000;

  private final Store store;
  private final Policies policies;
  private final long end;
  private final long nowMs;
  private final List<LogRecord.Drop> found = new ArrayList<>();

  /**
   * As of a record.
   *
   * @param end the offset of the last record applied
   * @param nowMs milliseconds since 1970
   */
  OverfullQueues(Store store, Policies policies, long end, long nowMs) {
    this.store = store;
    this.policies = policies;
    this.end = end;
    this.nowMs = nowMs;
  }

  List<LogRecord.Drop> find(Collection<String> namespaces) {
    for (String namespace : namespaces) {
      QueueLimits limits = policies.limits(namespace);
      if (limits.any()) {
        find(namespace, limits);
      }
    }
    return found;
  }

  private void find(String namespace, QueueLimits limits) {
    byte[][] range = Keys.clientRange(namespace);
    try (Store.Scan clients = store.scan(Table.CLIENTS, range[0], range[1]);
        Store.Scan events = StreamCounts.scan(store)) {
      for (clients.seek(range[0]); clients.valid() && found.size() < MAX_FOUND; clients.next()) {
        ClientRow row = ClientRow.decode(clients.value());
        if (row.lifetime().hasLimits()) {
          LogRecord.Drop drop = look(Keys.clientOf(clients.key()), row.number(), limits, events);
          if (drop != null) {
            found.add(drop);
          }
        }
      }
    }
  }

  private LogRecord.@Nullable Drop look(
      ClientKey client, long number, QueueLimits limits, Store.Scan events) {
    byte[] cursor = store.get(Table.CURSORS, Keys.one(number));
    if (cursor == null) {
      return null;
    }
    return drop(client, QueueCount.of(store, number, cursor, events), limits);
  }

  private LogRecord.@Nullable Drop drop(ClientKey client, QueueCount queue, QueueLimits limits) {
    long after = queue.begin();
    StreamCount waiting = queue.waiting();
    if (waiting.events() == 0) {
      return null;
    }
    long upTo = after;
    GapReason reason = limits.exceeded(waiting);
    if (reason != null) {
      upTo = least(after, offset -> limits.exceeded(queue.after(offset)) == null);
    }
    long oldest = nowMs - limits.maxAgeMs();
    if (limits.maxAgeMs() > 0 && !queue.isOlder(after, end, oldest)) {
      long young = least(after, offset -> !queue.isOlder(after, offset, oldest));
      if (young - 1 > upTo) {
        upTo = young - 1;
        reason = GapReason.QUEUE_AGE;
      }
    } else if (limits.maxAgeMs() > 0) {
      upTo = end;
      reason = GapReason.QUEUE_AGE;
    }
    long events = waiting.events() - queue.after(upTo).events();
    return reason == null || events == 0
        ? null
        : new LogRecord.Drop(client, queue.gapBefore(after), upTo, events, reason, nowMs);
  }

  /** The first offset after one at which something holds that goes on to hold, or the last. */
  private long least(long after, LongPredicate holds) {
    long low = after;
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (holds.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
