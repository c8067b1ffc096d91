package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.HOUR_MS;

import java.util.List;

/** The keys of the group {@code retention}. */
final class RetentionKeys {
  static final Key<Long> RETENTION_INTERVAL =
      new Key<>(
          "retention.intervalMs",
          longInteger(100, HOUR_MS),
          1000L,
          "How long after a look for events that nobody needs any more the next one begins. It is"
              + " longer where that takes long: ten times as long as it took.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(RETENTION_INTERVAL);

  private RetentionKeys() {}

  /** What was given for them. */
  static RetentionConfig config(Values given) {
    return new RetentionConfig(given.get(RETENTION_INTERVAL));
  }
}
