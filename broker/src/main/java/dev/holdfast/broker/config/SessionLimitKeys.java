package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.HOUR_MS;

import java.util.List;

/** Of the group {@code limits}: what a client may ask for. */
final class SessionLimitKeys {
  /** More than any machine has room for. */
  private static final int MANY = 10_000_000;

  static final Key<Integer> EVENTS_PER_SECOND =
      new Key<>(
          "limits.eventsPerSecond",
          integer(0, 1_000_000),
          0,
          "Events a second from one connection. More are read later; see limits.maxEventDelayMs. 0:"
              + " no limit but what the broker can take from all.");

  static final Key<Integer> EVENT_BURST =
      new Key<>(
          "limits.eventBurst",
          integer(1, 1_000_000),
          1000,
          "Events from one connection that may come at once after a rest.");

  static final Key<Long> MAX_EVENT_DELAY =
      new Key<>(
          "limits.maxEventDelayMs",
          longInteger(0, HOUR_MS),
          10_000L,
          "How long on end a client that sends too fast is slowed down. After that what is too much"
              + " is refused with the error `limit`. Keep it below the ping timeout.");

  static final Key<Integer> MAX_ROOMS =
      new Key<>(
          "limits.maxRoomsPerClient",
          integer(1, MANY),
          10_000,
          "Rooms that one client may join by itself in one namespace.");

  static final Key<Integer> MAX_NAMESPACES =
      new Key<>(
          "limits.maxNamespacesPerConnection",
          integer(1, MANY),
          100,
          "Namespaces that may be joined on one connection.");

  static final Key<Integer> MAX_SESSIONS =
      new Key<>(
          "limits.maxSessionsPerSubject",
          integer(2, MANY),
          1000,
          "Sessions at a time of one subject, or of one clientId where authentication is off; each"
              + " member of a shared queue is one.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(
          EVENTS_PER_SECOND, EVENT_BURST, MAX_EVENT_DELAY, MAX_ROOMS, MAX_NAMESPACES, MAX_SESSIONS);

  private SessionLimitKeys() {}

  /** What was given for them. */
  static SessionLimitsConfig config(Values given) {
    return new SessionLimitsConfig(
        given.get(EVENTS_PER_SECOND),
        given.get(EVENT_BURST),
        given.get(MAX_EVENT_DELAY),
        given.get(MAX_ROOMS),
        given.get(MAX_NAMESPACES),
        given.get(MAX_SESSIONS));
  }
}
