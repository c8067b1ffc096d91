package dev.holdfast.cli.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured.
 *
 * @param replay null when there was none
 */
public record Result(
    Settings settings, Flow flow, Times times, Faults faults, @Nullable Replayed replay) {

  /** Whether everything was done, and everything that was emitted came, in order. */
  public boolean good() {
    return faults.troubles() == 0 && faults.missing() == 0 && faults.reordered() == 0;
  }

  /**
   * What the measurement moved, warm-up excluded.
   *
   * @param published confirmed events
   * @param delivered events that came for the first time
   * @param seconds from the first emit to the last confirm or delivery
   */
  public record Flow(
      long published,
      double publishPerSecond,
      long delivered,
      double deliveriesPerSecond,
      double seconds) {}

  /**
   * In microseconds.
   *
   * @param latency from when an event was due to its delivery
   * @param confirm from when it was due to its confirm
   */
  public record Times(Histogram latency, Histogram confirm) {}

  /**
   * What should not be, warm-up and replay included.
   *
   * @param missing deliveries of confirmed events that did not come
   * @param reordered deliveries after a later event of the same publisher to the same room
   * @param troubles refusals, lost connections, and waiting in vain
   * @param firstTrouble the first of them
   */
  public record Faults(
      long duplicates,
      long missing,
      long reordered,
      long troubles,
      @Nullable String firstTrouble) {}

  /**
   * How the absent members emptied their queues.
   *
   * @param events those that earlier runs had left included
   * @param seconds from the first connect to the last delivery
   */
  public record Replayed(long events, double perSecond, double seconds) {}
}
