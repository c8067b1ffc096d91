package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.DAY_MS;
import static dev.holdfast.broker.config.Units.HOUR_MS;

import java.util.List;

/** The keys of the group {@code recovery}. */
final class RecoveryKeys {
  static final Key<Long> MAX_DISCONNECTION =
      new Key<>(
          "recovery.maxDisconnectionMs",
          longInteger(1, 30 * DAY_MS),
          120_000L,
          "How long a client may be away and still recover its session by its pid. Counted anew"
              + " from a restart of the broker.");

  static final Key<Integer> MAX_AWAY_CLIENTS =
      new Key<>(
          "recovery.maxAwayClients",
          integer(1, 100_000_000),
          100_000,
          "How many clients may be away and still recover; with one more, the longest away is"
              + " given up.");

  static final Key<Long> TAKEOVER_PROBE =
      new Key<>(
          "recovery.takeoverProbeMs",
          longInteger(10, HOUR_MS),
          500L,
          "How long a connection has to show that it is alive when another one comes with its"
              + " pid.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(MAX_DISCONNECTION, MAX_AWAY_CLIENTS, TAKEOVER_PROBE);

  private RecoveryKeys() {}

  /** What was given for them. */
  static RecoveryConfig config(Values given) {
    return new RecoveryConfig(
        given.get(MAX_DISCONNECTION), given.get(MAX_AWAY_CLIENTS), given.get(TAKEOVER_PROBE));
  }
}
