package dev.holdfast.broker.transport;

import dev.holdfast.protocol.engineio.EngineProtocol;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The query parameters Engine.IO reads; an absent one is an empty string.
 *
 * @param transport {@code polling} or {@code websocket}
 * @param sid the session; empty at the handshake
 * @param version {@code EIO}, the protocol revision
 * @param stamp {@code t}, which stock clients make different for each of their requests; empty also
 *     for the clock of the .NET client, which is the same for all requests within a second
 */
record EngineQuery(String transport, String sid, String version, String stamp) {
  /** A time in seconds since 1970. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{10}");

  private static final EngineQuery NONE = new EngineQuery("", "", "", "");

  static EngineQuery of(HttpServerRequest request) {
    MultiMap params;
    try {
      params = request.params();
    } catch (IllegalArgumentException badEscape) {
      // Then no transport is known either, which is what the client is told.
      return NONE;
    }
    return new EngineQuery(
        Objects.requireNonNullElse(params.get("transport"), ""),
        Objects.requireNonNullElse(params.get("sid"), ""),
        Objects.requireNonNullElse(params.get("EIO"), ""),
        stamp(Objects.requireNonNullElse(params.get("t"), "")));
  }

  private static String stamp(String t) {
    return SECONDS.matcher(t).matches() ? "" : t;
  }

  boolean isKnownTransport() {
    return transport.equals(PollingTransport.NAME) || transport.equals(WebSocketTransport.NAME);
  }

  boolean isSupportedVersion() {
    return version.equals(EngineProtocol.VERSION);
  }
}
