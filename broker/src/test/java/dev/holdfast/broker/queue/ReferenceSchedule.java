package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to become of events that wait for their time, in the plainest form. */
final class ReferenceSchedule {
  /** Emits that wait, by offset. */
  private final Map<Long, LogRecord.Emit> waiting = new HashMap<>();

  /** What each attempt to take one back is to be answered, by its offset. */
  private final Map<Long, Boolean> cancelled = new HashMap<>();

  void clear() {
    waiting.clear();
    cancelled.clear();
  }

  void put(long offset, LogRecord.Emit emit) {
    waiting.put(offset, emit);
  }

  /** Takes one back, at this offset. */
  void cancel(long at, LogRecord.Cancel cancel) {
    LogRecord.Emit emit = waiting.get(cancel.scheduled());
    boolean theirs = emit != null && emit.client().equals(cancel.client());
    cancelled.put(at, theirs && waiting.remove(cancel.scheduled()) != null);
  }

  /** What the attempt to take an emit back is answered that stands at this offset. */
  boolean cancelled(long offset) {
    return cancelled.getOrDefault(offset, false);
  }

  /**
   * The emit that enters, whose turn it must be; null when it does not wait any more.
   *
   * @param known the last record of the commit before: what came with this one was not there yet
   *     when it was decided who enters
   */
  LogRecord.@Nullable Emit take(LogRecord.Enter enter, long known) {
    LogRecord.Emit emit = waiting.remove(enter.scheduled());
    if (emit == null) {
      return null;
    }
    long dueMs = dueMs(emit);
    Violation.unless(
        dueMs <= enter.timeMs(), "P4", "'%s' entered before its time", emit.content().body());
    waiting.forEach(
        (offset, other) ->
            Violation.unless(
                offset > known
                    || dueMs(other) > dueMs
                    || (dueMs(other) == dueMs && offset > enter.scheduled()),
                "P4",
                "'%s' entered before '%s'",
                emit.content().body(),
                other.content().body()));
    return emit;
  }

  private static long dueMs(LogRecord.Emit emit) {
    return emit.marks().handling().deliverAtMs();
  }

  /** Those that should have entered by now. */
  List<LogRecord.Emit> overdue(long nowMs) {
    return waiting.values().stream().filter(emit -> dueMs(emit) <= nowMs).toList();
  }
}
