package dev.holdfast.broker.queue;

/**
 * When the shard sweeps: a while after the last time, on a tick, and never for more than a small
 * part of the time. What a sweep finds is appended a portion at a time, so that it holds up no
 * commit. Owned by the shard writer.
 */
final class Sweeper {
  /** It rests so many times as long as it took: it is to cost a tenth of one thread at most. */
  private static final int REST = 10;

  private static final long NEVER = Long.MIN_VALUE;

  private final SweepSource source;
  private final long intervalMs;
  private boolean underWay;
  private long nowMs;
  private long startedMs;

  /** When the first tick came. */
  private long openedMs;

  private long dueMs = NEVER;

  /**
   * Has not swept yet.
   *
   * @param intervalMs from the end of one sweep to the next, at least
   */
  Sweeper(SweepSource source, long intervalMs) {
    this.source = source;
    this.intervalMs = intervalMs;
  }

  /**
   * Time has come this far.
   *
   * @param tickMs by any clock that only goes forward, in milliseconds
   * @param wallMs milliseconds since 1970
   */
  void tick(long tickMs, long wallMs) {
    nowMs = tickMs;
    if (dueMs == NEVER) {
      openedMs = nowMs;
      dueMs = nowMs + intervalMs;
    }
    if (!underWay && nowMs >= dueMs) {
      underWay = true;
      startedMs = nowMs;
      source.start(wallMs, nowMs - openedMs);
    }
  }

  /** Some of what was found; to be called when it has been appended. */
  void appended(Command.Swept swept) {
    if (swept.last()) {
      underWay = false;
      dueMs = nowMs + Math.max(intervalMs, REST * (nowMs - startedMs));
    } else {
      source.next();
    }
  }
}
