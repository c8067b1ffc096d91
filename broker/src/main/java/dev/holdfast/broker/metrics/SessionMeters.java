package dev.holdfast.broker.metrics;

import dev.holdfast.broker.session.AckMode;
import dev.holdfast.broker.session.ErrorCode;
import dev.holdfast.broker.session.SessionCounters;
import dev.holdfast.broker.session.SessionMetrics;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The meters of sessions, and of how long their events take. */
final class SessionMeters implements SessionMetrics {
  private final Timer confirm;
  private final Timer lag;

  SessionMeters(Meters meters) {
    this.confirm =
        meters.timer(
            "holdfast.confirm",
            "From an emit that was read to its confirm that is sent, of a sample of emits: under"
                + " load of those that waited longest for their commit.");
    this.lag =
        meters.timer(
            "holdfast.delivery.lag",
            "From an emit that was taken to its event that is sent, of a sample of what came while"
                + " its session stood.");
  }

  void bind(Meters meters, SessionCounters counters) {
    for (AckMode mode : AckMode.values()) {
      meters.gauge(
          "holdfast.sessions",
          "Sessions that stand, by how they acknowledge.",
          () -> counters.standing(mode),
          "mode",
          mode.wireName());
    }
    meters.counter("holdfast.sessions.began", "Sessions that began.", counters::began);
    meters.counter(
        "holdfast.sessions.recovered",
        "Sessions that went on with an earlier one of their client.",
        counters::recovered);
    meters.counter(
        "holdfast.sessions.taken.over",
        "Sessions that ended as their client connected again.",
        counters::takenOver);
    for (ErrorCode code : ErrorCode.values()) {
      meters.counter(
          "holdfast.requests.refused",
          "Requests and connects that were answered with an error, by its code.",
          () -> counters.refused(code),
          "code",
          code.code());
    }
  }

  @Override
  public void confirmed(long nanos) {
    confirm.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void delivered(long lagMs) {
    lag.record(lagMs, TimeUnit.MILLISECONDS);
  }
}
