package dev.holdfast.broker;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The time of the whole broker, in milliseconds since 1970: that of the clock on the wall, as long
 * as this goes forward. It follows a step forward at once, as after a machine was suspended, and
 * never goes back: after a step back it goes on at nine tenths of the true speed until the clock on
 * the wall has caught up. So what is timed by it, as a time to live, a timeout or a delay, ends
 * late rather than early, by 11 % at most, and times of events never decrease.
 *
 * <p>What is compared must be read from the same one. What others have written down as a time of
 * day, as the end of a token's validity, is compared with the clock on the wall. Any thread,
 * without a lock.
 */
public final class SteadyClock implements LongSupplier {
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
    this.wallMs = wallMs;
    this.nanos = nanos;
    this.last = new AtomicReference<>(mark(wallMs.getAsLong()));
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
