package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.HOUR_MS;

import java.util.List;

/** The keys of the group {@code session}. */
final class SessionKeys {
  static final Key<Integer> DEFAULT_WINDOW =
      new Key<>(
          "session.defaultWindow",
          integer(1, 1_000_000),
          1000,
          "How many delivered events a session may leave unacknowledged, unless it asks for"
              + " another window.");

  static final Key<Integer> MAX_WINDOW =
      new Key<>(
          "session.maxWindow",
          integer(1, 1_000_000),
          100_000,
          "Largest window a session can ask for.");

  static final Key<Long> AUTO_ACK_DELAY =
      new Key<>(
          "session.autoAckDelayMs",
          longInteger(1, HOUR_MS),
          1000L,
          "Mode auto: how long after a delivery an early ping asks whether it has arrived.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(DEFAULT_WINDOW, MAX_WINDOW, AUTO_ACK_DELAY);

  private SessionKeys() {}

  /** What was given for them. */
  static SessionConfig config(Values given) {
    return new SessionConfig(
        given.get(DEFAULT_WINDOW), given.get(MAX_WINDOW), given.get(AUTO_ACK_DELAY));
  }
}
