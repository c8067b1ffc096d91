package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;

import java.util.List;

/** The keys of the group {@code admin}. */
final class AdminKeys {
  static final Key<Boolean> ENABLED =
      new Key<>(
          "admin.enabled",
          ScalarTypes.bool(),
          false,
          "Whether the broker has an admin API, which serves health and metrics too.");

  static final Key<String> HOST =
      new Key<>(
          "admin.host",
          ScalarTypes.text("a host name or an address", text -> text.matches("\\S{1,255}")),
          "127.0.0.1",
          "Address it listens on. On any but the loopback address it takes `admin.tokensFile`.");

  static final Key<Integer> PORT =
      new Key<>("admin.port", integer(0, 65_535), 7480, "Its TCP port; 0 takes any free one.");

  static final Key<String> TOKENS_FILE =
      new Key<>(
          "admin.tokensFile",
          ScalarTypes.text("a path, or empty", text -> text.indexOf('\0') < 0),
          "",
          "File with the hashed tokens of the operators, who have the role `read` or `write`;"
              + " empty asks for no token, so that everybody on this machine may do everything.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(ENABLED, HOST, PORT, TOKENS_FILE);

  private AdminKeys() {}

  /** What was given for them. */
  static AdminConfig config(Values given) {
    return new AdminConfig(
        given.get(ENABLED), given.get(HOST), given.get(PORT), given.get(TOKENS_FILE));
  }
}
