package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;

import java.util.List;

/** The keys of the group {@code msgpack}. */
final class MsgpackKeys {
  static final Key<Boolean> MSGPACK_ENABLED =
      new Key<>(
          "msgpack.enabled",
          ScalarTypes.bool(),
          false,
          "Whether the broker also listens for clients that use `socket.io-msgpack-parser`.");

  static final Key<Integer> MSGPACK_PORT =
      new Key<>(
          "msgpack.port",
          integer(0, 65_535),
          7401,
          "TCP port for them, on the same address; 0 takes any free one.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL = List.of(MSGPACK_ENABLED, MSGPACK_PORT);

  private MsgpackKeys() {}

  /** What was given for them. */
  static MsgpackConfig config(Values given) {
    return new MsgpackConfig(given.get(MSGPACK_ENABLED), given.get(MSGPACK_PORT));
  }
}
