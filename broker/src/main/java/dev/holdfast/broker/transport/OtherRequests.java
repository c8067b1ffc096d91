package dev.holdfast.broker.transport;

import io.vertx.core.http.HttpServerRequest;

/**
 * Serves what is not Engine.IO on the same port: health, a script file, an API. Asked first for
 * every plain HTTP request, on the event loop that accepted it; must not block. Under the path of
 * Engine.IO, preflights are answered before, and the answer has its CORS headers already.
 */
@FunctionalInterface
public interface OtherRequests {
  /** Serves nothing. */
  OtherRequests NONE = request -> false;

  /** True when it has taken the request and will answer it. */
  boolean take(HttpServerRequest request);

  /** Serves what this does, and else what the other does. */
  default OtherRequests or(OtherRequests other) {
    return request -> take(request) || other.take(request);
  }
}
