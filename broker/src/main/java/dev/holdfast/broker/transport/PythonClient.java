package dev.holdfast.broker.transport;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/** What python-engineio cannot take over polling, known by the name its HTTP library gives. */
final class PythonClient {
  /**
   * It takes an answer of more packets for an attack and drops the connection, and would again at
   * every attempt to catch up.
   */
  private static final int MOST_PACKETS = 16;

  private PythonClient() {}

  /** How many packets may be in the answer to this request. */
  static int mostPackets(HttpServerRequest poll) {
    return isPython(poll) ? MOST_PACKETS : Integer.MAX_VALUE;
  }

  /**
   * Whether this request must not be refused because its session is gone. After a refused POST the
   * client stays away for ever and tells nobody; after one that broke, or a refused GET, it
   * connects again.
   */
  static boolean isLostByRefusal(HttpServerRequest request) {
    return request.method().equals(HttpMethod.POST) && isPython(request);
  }

  /**
   * Whether who sent this request must not be told that its session is closed. It would stay away
   * for ever; when its next request finds no session it connects again.
   */
  static boolean isLostByClose(HttpServerRequest request) {
    return isPython(request);
  }

  private static boolean isPython(HttpServerRequest request) {
    String agent = request.getHeader("User-Agent");
    return agent != null && agent.toLowerCase(Locale.ROOT).contains("python");
  }
}
