package dev.holdfast.broker.admin;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where a broker's control socket is: in its data directory, so that who finds one finds both. */
final class ControlPath {
  /** Name of the socket in the data directory. */
  static final String SOCKET = "control";

  /** The directory in which it is made, which nobody else can enter. */
  static final String MAKING = "control.new";

  /** What a Unix domain socket's address has room for on Linux, in bytes. */
  private static final int MAX_BYTES = 107;

  private ControlPath() {}

  static Path socket(Path dataDir) {
    return dataDir.resolve(SOCKET);
  }

  static Path socketInTheMaking(Path dataDir) {
    return dataDir.resolve(MAKING).resolve(SOCKET);
  }

  /** True when an address has room for the socket of this directory. */
  static boolean fits(Path dataDir) {
    String longest = socketInTheMaking(dataDir).toString();
    return longest.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }
}
