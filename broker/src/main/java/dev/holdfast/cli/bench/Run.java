package dev.holdfast.cli.bench;

import java.util.function.LongSupplier;

/**
 * What all parts of one run share. Immutable but for the troubles, which any thread may add to.
 *
 * @param number tells the events of this run from those of others
 * @param clock nanoseconds since the run began
 */
record Run(Settings settings, Names names, int number, LongSupplier clock, Troubles troubles) {
  /** A run that begins now. */
  static Run begin(Settings settings, int number) {
    long start = System.nanoTime();
    Names names = new Names(settings.prefix(), settings.crowd().rooms());
    return new Run(settings, names, number, () -> System.nanoTime() - start, new Troubles());
  }

  long nanos() {
    return clock.getAsLong();
  }
}
