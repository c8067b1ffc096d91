package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.Units.KIB;
import static dev.holdfast.broker.config.Units.MIB;

import java.util.List;

/** The keys of the group {@code compression}. */
final class CompressionKeys {
  static final Key<Boolean> COMPRESS_WEB_SOCKET =
      new Key<>(
          "compression.webSocket",
          ScalarTypes.bool(),
          false,
          "Whether WebSocket messages are compressed for clients that ask for it"
              + " (permessage-deflate). No message builds on an earlier one, so that no connection"
              + " keeps a window of its own.");

  static final Key<Boolean> COMPRESS_POLLING =
      new Key<>(
          "compression.polling",
          ScalarTypes.bool(),
          true,
          "Whether answers to polls are compressed for clients that accept it (gzip, deflate).");

  static final Key<Integer> COMPRESSION_THRESHOLD =
      new Key<>(
          "compression.thresholdBytes",
          integer(0, 128 * MIB),
          KIB,
          "What is smaller is sent as it is.");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(COMPRESS_WEB_SOCKET, COMPRESS_POLLING, COMPRESSION_THRESHOLD);

  private CompressionKeys() {}

  /** What was given for them. */
  static CompressionConfig config(Values given) {
    return new CompressionConfig(
        given.get(COMPRESS_WEB_SOCKET),
        given.get(COMPRESS_POLLING),
        given.get(COMPRESSION_THRESHOLD));
  }
}
