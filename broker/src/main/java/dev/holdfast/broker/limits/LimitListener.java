package dev.holdfast.broker.limits;

/** Hears that somebody ran into a limit. Called by all threads; must not block. */
@FunctionalInterface
public interface LimitListener {
  /** Nobody. */
  LimitListener NONE = limit -> {};

  /** Once for every refusal, delay or cut. */
  void hit(Limit limit);
}
