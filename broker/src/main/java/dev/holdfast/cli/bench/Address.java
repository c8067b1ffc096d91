package dev.holdfast.cli.bench;

import dev.holdfast.protocol.engineio.EngineProtocol;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where the broker's WebSocket is.
 *
 * @param encrypted whether it is behind TLS
 * @param target path and query
 */
record Address(String host, int port, boolean encrypted, String target) {
  private static final String DEFAULT_PATH = "/socket.io/";

  /**
   * The WebSocket that belongs to a URL.
   *
   * @throws IllegalArgumentException when that is none of http(s) or ws(s) with a host
   */
  static Address of(URI url) {
    String scheme = String.valueOf(url.getScheme());
    if (!scheme.matches("https?|wss?") || url.getHost() == null) {
      throw new IllegalArgumentException("not an http(s) or ws(s) URL with a host: " + url);
    }
    boolean encrypted = scheme.equals("https") || scheme.equals("wss");
    int port = url.getPort() >= 0 ? url.getPort() : encrypted ? 443 : 80;
    String path = url.getRawPath();
    boolean none = path == null || path.isEmpty() || path.equals("/");
    String target =
        (none ? DEFAULT_PATH : path) + "?EIO=" + EngineProtocol.VERSION + "&transport=websocket";
    return new Address(url.getHost(), port, encrypted, target);
  }

  InetSocketAddress resolved() {
    return new InetSocketAddress(host, port);
  }
}
