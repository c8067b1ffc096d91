package dev.holdfast.broker.queue;

import java.util.function.LongSupplier;

/**
 * How a simulated client behaves in a session.
 *
 * @param strict it wants nothing after what is not acknowledged
 * @param givesBack it acknowledges events one by one, so that they can fail
 * @param clock milliseconds on the wall
 * @param permissions in which rooms clients may be
 */
record SimManner(
    int window, boolean strict, boolean givesBack, LongSupplier clock, SimPermissions permissions) {
  /** It acknowledges by its answers to pings, as stock clients do. */
  boolean byHeartbeat() {
    return !givesBack && window % 2 == 0;
  }
}
