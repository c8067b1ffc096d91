package dev.holdfast.broker.transport;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions on one lane, and WebSockets for sessions of any lane. Requests come here checked.
 *
 * <p>Owner thread: its lane.
 */
final class Handshakes {
  private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);

  private final EngineLane lane;

  Handshakes(EngineLane lane) {
    this.lane = lane;
  }

  /** A new session that begins with polling; its handshake answers this request. */
  void polling(Exchange exchange) {
    if (turnedAway(exchange)) {
      return;
    }
    EngineSession session = newSession(exchange);
    PollingTransport transport = new PollingTransport(lane, session);
    session.open(transport, handshake(exchange.request(), PollingTransport.NAME));
    transport.onGet(exchange);
  }

  /** A new session on a WebSocket. */
  void webSocket(Exchange exchange) {
    if (turnedAway(exchange)) {
      return;
    }
    EngineSession session = newSession(exchange);
    Handshake handshake = handshake(exchange.request(), WebSocketTransport.NAME);
    accept(
        exchange,
        socket -> {
          WebSocketTransport transport = new WebSocketTransport(lane, lane, socket);
          if (lane.shared().refusal().get() != null) {
            transport.close(CloseReason.SERVER_SHUTTING_DOWN, List.of());
            return;
          }
          session.open(transport, handshake);
          transport.listen(session);
        });
  }

  /** A WebSocket for a session that polls so far. */
  void upgrade(Exchange exchange, EngineSession session) {
    EngineLane owner = session.lane();
    accept(
        exchange,
        socket -> {
          WebSocketTransport candidate = new WebSocketTransport(owner, lane, socket);
          owner.run(() -> session.onWebSocket(candidate));
        });
  }

  private static void accept(Exchange exchange, Consumer<ServerWebSocket> accepted) {
    exchange
        .request()
        .toWebSocket()
        .onSuccess(accepted::accept)
        // Vert.x has answered the client already.
        .onFailure(failure -> LOG.debug("a WebSocket handshake failed", failure));
  }

  private boolean turnedAway(Exchange exchange) {
    Refusal refusal = lane.shared().refusal().get();
    if (refusal == null) {
      return false;
    }
    exchange.header("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
    var unused = exchange.answer(503, Exchange.JSON, refusal.json());
    return true;
  }

  private EngineSession newSession(Exchange exchange) {
    String id = lane.shared().registry().newId();
    @Nullable String cookie = lane.settings().cookieName();
    if (cookie != null) {
      exchange.header("Set-Cookie", cookie + "=" + id + "; Path=/; HttpOnly; SameSite=Lax");
    }
    return new EngineSession(id, lane);
  }

  private Handshake handshake(HttpServerRequest request, String transport) {
    return new Handshake(
        transport,
        request.remoteAddress().hostAddress(),
        request.isSSL(),
        request.uri(),
        copy(request.headers(), true),
        copy(request.params(), false),
        lane.index());
  }

  private static Map<String, List<String>> copy(MultiMap source, boolean lowerCase) {
    Map<String, List<String>> copy = new TreeMap<>();
    for (Map.Entry<String, String> entry : source) {
      String key = lowerCase ? entry.getKey().toLowerCase(Locale.ROOT) : entry.getKey();
      copy.computeIfAbsent(key, unused -> new ArrayList<>(1)).add(entry.getValue());
    }
    return copy;
  }
}
