package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.HOUR_MS;

import java.util.List;

/** The keys of the group {@code shutdown}. */
final class ShutdownKeys {
  static final Key<Long> DRAIN_TIMEOUT =
      new Key<>(
          "shutdown.drainTimeoutMs",
          longInteger(0, HOUR_MS),
          10_000L,
          "How long a stopping broker waits for what is under way, and takes to close its"
              + " connections.");

  static final Key<Integer> CLOSE_PER_SECOND =
      new Key<>(
          "shutdown.closePerSecond",
          integer(1, 1_000_000),
          1000,
          "How many connections a stopping broker closes a second, more if drainTimeoutMs leaves"
              + " less time: so their clients come back spread over as long.");

  static final Key<Long> RESTART =
      new Key<>(
          "shutdown.restartMs",
          longInteger(0, HOUR_MS),
          1000L,
          "About how long a restart takes: clients are told to come back so much later than the"
              + " last connection is to be closed.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(DRAIN_TIMEOUT, CLOSE_PER_SECOND, RESTART);

  private ShutdownKeys() {}

  /** What was given for them. */
  static ShutdownConfig config(Values given) {
    return new ShutdownConfig(
        given.get(DRAIN_TIMEOUT), given.get(CLOSE_PER_SECOND), given.get(RESTART));
  }
}
