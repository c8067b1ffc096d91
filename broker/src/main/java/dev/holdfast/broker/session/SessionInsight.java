package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What is counted and measured of all sessions, for those who watch the broker. Any thread. */
public final class SessionInsight {
  private final SessionCounters counters = new SessionCounters();
  private final List<LaneSamples> samples = new ArrayList<>();

  /**
   * Nothing is counted yet.
   *
   * @param lanes how many there are
   * @param clock milliseconds since 1970
   */
  public SessionInsight(SessionMetrics metrics, int lanes, LongSupplier clock) {
    for (int i = 0; i < lanes; i++) {
      samples.add(new LaneSamples(metrics, clock));
    }
  }

  /** What became of sessions and their requests. */
  public SessionCounters counters() {
    return counters;
  }

  /** What is measured on this lane; for the lane alone. */
  LaneSamples samples(Lane lane) {
    return samples.get(lane.index());
  }
}
