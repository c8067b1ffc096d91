package dev.holdfast.broker.config;

import java.util.List;
import java.util.Set;

/** The keys of the group {@code logging}. */
final class LoggingKeys {
  private static final Set<String> FORMATS = Set.of("text", "json");
  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");

  static final Key<String> FORMAT =
      new Key<>(
          "logging.format",
          ScalarTypes.text("text or json", FORMATS::contains),
          "text",
          "How `holdfast serve` writes its log, to standard error: lines for people, or a JSON"
              + " object on each line. Without effect where a configuration of logback is given that"
              + " has no `TextLayout`.");

  static final Key<String> LEVEL =
      new Key<>(
          "logging.level",
          ScalarTypes.text("error, warn, info, debug or trace", LEVELS::contains),
          "info",
          "What is less important than this is not logged; `debug` has a line for each session that"
              + " begins or ends.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(FORMAT, LEVEL);

  private LoggingKeys() {}

  /** What was given for them. */
  static LoggingConfig config(Values given) {
    return new LoggingConfig(given.get(FORMAT), given.get(LEVEL));
  }
}
