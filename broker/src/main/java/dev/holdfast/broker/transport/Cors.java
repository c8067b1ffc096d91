package dev.holdfast.broker.transport;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages of other origins may read the answers. Off unless origins are configured; a page
 * of another origin is then refused by its browser, not here.
 */
final class Cors {
  private static final String ANY = "*";

  private final List<String> allowedOrigins;

  Cors(List<String> allowedOrigins) {
    this.allowedOrigins = allowedOrigins;
  }

  /**
   * Adds the headers that the request's origin is allowed. Credentials go only with an origin that
   * was named: with {@code *} any page could act as the user.
   */
  void decorate(Exchange exchange) {
    if (allowedOrigins.isEmpty()) {
      return;
    }
    String origin = exchange.request().getHeader("Origin");
    exchange.header("Vary", "Origin");
    if (origin != null && allowedOrigins.contains(origin)) {
      exchange.header("Access-Control-Allow-Origin", origin);
      exchange.header("Access-Control-Allow-Credentials", "true");
    } else if (allowedOrigins.contains(ANY)) {
      exchange.header("Access-Control-Allow-Origin", ANY);
    }
  }

  /**
   * Whether it comes from a page of an origin that is neither allowed nor the broker's own. Not
   * from a page: it does not, nor from a program that names as its origin the host it connects to,
   * as the WebSocket libraries of Python and Vert.x do.
   */
  boolean isForeign(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    return origin != null
        && !allowedOrigins.contains(origin)
        && !allowedOrigins.contains(ANY)
        && !isOwn(origin, request.getHeader("Host"));
  }

  /** Without the scheme, which is another one behind a proxy that has TLS. */
  private static boolean isOwn(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    return host != null && scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
  }

  /** True when the request only asks what is allowed; then the headers to answer with are set. */
  boolean isPreflight(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    if (allowedOrigins.isEmpty() || !request.method().equals(HttpMethod.OPTIONS)) {
      return false;
    }
    exchange.header("Access-Control-Allow-Methods", "GET,POST");
    String asked = request.getHeader("Access-Control-Request-Headers");
    if (asked != null) {
      exchange.header("Access-Control-Allow-Headers", asked);
    }
    return true;
  }
}
