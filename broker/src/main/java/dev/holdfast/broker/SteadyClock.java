package dev.holdfast.broker;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The time of the whole broker, in milliseconds since 1970: that of the clock on the wall, as long
 * as this goes forward. It follows a step forward at once, as after a machine was suspended, and
 * never goes back: after a step back it goes on at nine tenths of the true speed until the clock on
 * the wall has caught up. So what is timed by it, as a time to live, a timeout or a delay, ends
 * late rather than early, by 11 % at most, and times of events never decrease. Nor do they over a
 * restart, if it begins {@link #after} the latest time that was stored.
 *
 * <p>What is compared must be read from the same one. What others have written down as a time of
 * day, as the end of a token's validity, is compared with the clock on the wall. Any thread,
 * without a lock.
 */
public final class SteadyClock implements LongSupplier {
  /**
   * How far it begins ahead of the clock on the wall at most, in milliseconds: an hour. Whoever
   * sets it back by more while the broker is down repairs a clock that was wrong.
   */
  private static final long MAX_LEAD_MS = 3_600_000;

  private final LongSupplier wallMs;
  private final LongSupplier nanos;

  /** When the clock on the wall was ahead last. */
  private final AtomicReference<Mark> last;

  /** A time and the {@link System#nanoTime} at which it was, or some before. */
  private record Mark(long timeMs, long atNanos) {
    /** What the clock shows from then on, if nobody sets it forward. */
    long at(long nanos) {
      return timeMs + Math.max(0, nanos - atNanos) / 10 * 9 / 1_000_000;
    }
  }

  /**
   * Shows what is on the wall now.
   *
   * @param wallMs the clock on the wall, in milliseconds since 1970
   * @param nanos a clock that goes forward only, like {@link System#nanoTime}
   */
  public SteadyClock(LongSupplier wallMs, LongSupplier nanos) {
    this(wallMs, nanos, wallMs.getAsLong());
  }

  private SteadyClock(LongSupplier wallMs, LongSupplier nanos, long beginMs) {
    this.wallMs = wallMs;
    this.nanos = nanos;
    this.last = new AtomicReference<>(mark(beginMs));
  }

  /**
   * Goes on from a time that was shown before, if the clock on the wall is behind it by an hour at
   * most. If by more, it shows what is on the wall.
   *
   * @param latestMs the time, in milliseconds since 1970
   * @param wallMs the clock on the wall, in milliseconds since 1970
   * @param nanos a clock that goes forward only, like {@link System#nanoTime}
   */
  public static SteadyClock after(long latestMs, LongSupplier wallMs, LongSupplier nanos) {
    long nowMs = wallMs.getAsLong();
    return new SteadyClock(wallMs, nanos, latestMs - nowMs > MAX_LEAD_MS ? nowMs : latestMs);
  }

  /** Whoever is held up between the two has a clock that is late, not early. */
  private Mark mark(long timeMs) {
    return new Mark(timeMs, nanos.getAsLong());
  }

  @Override
  public long getAsLong() {
    while (true) {
      Mark before = Objects.requireNonNull(last.get());
      Mark wall = mark(wallMs.getAsLong());
      long own = before.at(wall.atNanos());
      if (wall.timeMs() <= own) {
        return own;
      }
      // At most once each millisecond, however many read.
      if (last.compareAndSet(before, wall)) {
        return wall.timeMs();
      }
    }
  }
}
