package dev.holdfast.cli.bench;

import java.util.concurrent.TimeUnit;

/**
 * Says when events are to be emitted: turn by turn at a rate, or as soon as there is room. Times
 * are nanoseconds by the run's clock. Owner: the publishers' event loop.
 */
abstract sealed class Pacer {
  /** Stands for: not now. */
  static final long NOT_YET = -1;

  private static final long FLAT_OUT_TICK = TimeUnit.MILLISECONDS.toNanos(1);

  /** Timers are not finer; at high rates several events share one. */
  private static final long LEAST_SLEEP = TimeUnit.MICROSECONDS.toNanos(50);

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long end;
  private final long total;
  private long granted;

  private Pacer(long end, long total) {
    this.end = end;
    this.total = total;
  }

  /**
   * For one leg of a run.
   *
   * @param rate events per second; 0 for as many as possible
   * @param end nothing is granted after it
   * @param total nor more than this
   */
  static Pacer of(double rate, long start, long end, long total) {
    return rate > 0 ? new Steady(rate, start, end, total) : new FlatOut(end, total);
  }

  /**
   * Asks for one event, and grants it.
   *
   * @param turn which of all turns it would be
   * @return since when it is due, or {@link #NOT_YET}
   */
  final long grant(long turn, long now) {
    if (over(now)) {
      return NOT_YET;
    }
    long due = due(turn, now);
    if (due > now) {
      return NOT_YET;
    }
    granted++;
    return due;
  }

  /** Whether no more will be granted. */
  final boolean over(long now) {
    return now >= end || granted >= total;
  }

  abstract long due(long turn, long now);

  /** How many turns have become due since this was last asked. */
  abstract long newlyDue(long now);

  /** How long nothing will become due. */
  abstract long sleepNanos(long now);

  private static final class FlatOut extends Pacer {
    FlatOut(long end, long total) {
      super(end, total);
    }

    @Override
    long due(long turn, long now) {
      return now;
    }

    @Override
    long newlyDue(long now) {
      return Long.MAX_VALUE;
    }

    @Override
    long sleepNanos(long now) {
      return FLAT_OUT_TICK;
    }
  }

  private static final class Steady extends Pacer {
    private final double rate;
    private final long start;
    private long handedOut;

    Steady(double rate, long start, long end, long total) {
      super(end, total);
      this.rate = rate;
      this.start = start;
    }

    @Override
    long due(long turn, long now) {
      return start + (long) (turn * (NANOS / rate));
    }

    @Override
    long newlyDue(long now) {
      long due = now < start ? 0 : (long) ((now - start) / (NANOS / rate)) + 1;
      long newly = due - handedOut;
      handedOut = due;
      return newly;
    }

    @Override
    long sleepNanos(long now) {
      return Math.max(LEAST_SLEEP, due(handedOut, now) - now);
    }
  }
}
