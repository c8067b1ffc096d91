package dev.holdfast.broker.config;

import java.util.List;
import java.util.stream.Stream;

/** The keys of the group {@code limits}: what one client, one address and all together may take. */
final class LimitKeys {
  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      Stream.of(ConnectionLimitKeys.ALL, TransportLimitKeys.ALL, SessionLimitKeys.ALL)
          .<Key<?>>flatMap(List::stream)
          .toList();

  private LimitKeys() {}

  /** What was given for them. */
  static LimitsConfig config(Values given) {
    return new LimitsConfig(
        ConnectionLimitKeys.config(given),
        TransportLimitKeys.config(given),
        SessionLimitKeys.config(given));
  }

  /** Checks the rules that take two keys. */
  static void checkTogether(Values given, Problems problems) {
    given.atMost(
        ConnectionLimitKeys.MAX_CONNECTIONS_PER_ADDRESS,
        ConnectionLimitKeys.MAX_CONNECTIONS,
        problems);
    given.atMost(
        ConnectionLimitKeys.MAX_UNAUTHENTICATED_PER_ADDRESS,
        ConnectionLimitKeys.MAX_UNAUTHENTICATED,
        problems);
  }
}
