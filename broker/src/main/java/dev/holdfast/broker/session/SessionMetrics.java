package dev.holdfast.broker.session;

/** Told how long some of the events took, as {@link LaneSamples} picks them. Any lane. */
public interface SessionMetrics {
  /** Nobody wants to know. */
  SessionMetrics NONE =
      new SessionMetrics() {
        @Override
        public void confirmed(long nanos) {}

        @Override
        public void delivered(long lagMs) {}
      };

  /** From the request to its confirm an emit took so many nanoseconds. */
  void confirmed(long nanos);

  /** An event was sent to a session so many milliseconds after the broker took it. */
  void delivered(long lagMs);
}
