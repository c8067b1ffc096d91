package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.LogRecord;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Picks the events of one lane whose times are measured, so that measuring costs the others a
 * comparison: of emits one at a time, the next when that one is confirmed; of deliveries the first
 * after each tick, and every sixty-fourth. So a broker with little to do measures nearly all, and a
 * busy one about an emit for each commit. Under load that emit is one that came right after a
 * commit was sent off, and has waited longest in its own. Owned by its lane.
 */
final class LaneSamples {
  private static final int ONE_IN = 64;

  private final SessionMetrics metrics;
  private final LongSupplier clock;

  /** An emit is under way whose time is measured. */
  private boolean confirming;

  private int deliveries;
  private long sampledTick = -1;

  /**
   * None yet.
   *
   * @param clock milliseconds since 1970
   */
  LaneSamples(SessionMetrics metrics, LongSupplier clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What to call when the record is processed: {@code done}, measured if it is its turn. */
  Consumer<Applied> confirm(LogRecord record, Consumer<Applied> done) {
    if (confirming || !(record instanceof LogRecord.Emit) || !record.synced()) {
      return done;
    }
    confirming = true;
    long begun = System.nanoTime();
    return applied -> {
      confirming = false;
      done.accept(applied);
      metrics.confirmed(System.nanoTime() - begun);
    };
  }

  /**
   * An event that came while its session stood was sent to it.
   *
   * @param takenMs when the broker took it, in milliseconds since 1970
   * @param tick the time of the lane's last tick
   */
  void delivered(long takenMs, long tick) {
    if (++deliveries == ONE_IN || tick != sampledTick) {
      deliveries = 0;
      sampledTick = tick;
      metrics.delivered(Math.max(0, clock.getAsLong() - takenMs));
    }
  }
}
