package dev.holdfast.broker.transport;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages of other origins may connect, and may read the answers. A browser asks before it
 * lets a page read, but not before it opens a WebSocket for one: so what a page may not is refused
 * here.
 */
final class Cors {
  private static final String ANY = "*";

  /** The origin of what has none of its own: a page in a sandbox, or of a file. */
  private static final String NO_ORIGIN = "null";

  /**
   * An origin of this machine, as browsers write it: scheme, host, and a port or none. Nothing in
   * it is tried twice, however long the header is.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "[a-z][a-z0-9+.-]*+://"
              + "((?:[a-z0-9_-]++\\.)*+localhost|127(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[::1])"
              + "(?::\\d{1,5})?",
          Pattern.CASE_INSENSITIVE);

  private final List<String> allowedOrigins;
  private final PageRule rule;

  Cors(List<String> allowedOrigins, PageRule rule) {
    this.allowedOrigins = allowedOrigins;
    this.rule = rule;
  }

  /**
   * Adds the headers that the request's origin is allowed. Credentials go only with an origin that
   * was named: with {@code *} any page could act as the user, and any can make itself one without
   * an origin.
   */
  void decorate(Exchange exchange) {
    if (allowedOrigins.isEmpty()) {
      return;
    }
    String origin = exchange.request().getHeader("Origin");
    exchange.header("Vary", "Origin");
    if (origin != null && allowedOrigins.contains(origin)) {
      exchange.header("Access-Control-Allow-Origin", origin);
      if (!origin.equals(NO_ORIGIN)) {
        exchange.header("Access-Control-Allow-Credentials", "true");
      }
    } else if (allowedOrigins.contains(ANY)) {
      exchange.header("Access-Control-Allow-Origin", ANY);
    }
  }

  /**
   * Whether it comes from a page that may not connect. Not from a page: it does not, nor from a
   * program that names as its origin the host it connects to, as the WebSocket libraries of Python
   * and Vert.x do.
   */
  boolean isForeign(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    return origin != null
        && !allowedOrigins.contains(origin)
        && !allowedOrigins.contains(ANY)
        && !isUsual(origin, request);
  }

  private boolean isUsual(String origin, HttpServerRequest request) {
    return switch (rule) {
      case ALL -> true;
      case OWN_HOST -> isOwn(origin, request.getHeader("Host"));
      case THIS_MACHINE -> LOOPBACK.matcher(origin).matches();
    };
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
