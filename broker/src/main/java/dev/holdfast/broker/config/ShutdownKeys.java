package dev.holdfast.broker.config;

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
          "How long a stopping broker waits for what is under way.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(DRAIN_TIMEOUT);

  private ShutdownKeys() {}

  /** What was given for them. */
  static ShutdownConfig config(Values given) {
    return new ShutdownConfig(given.get(DRAIN_TIMEOUT));
  }
}
