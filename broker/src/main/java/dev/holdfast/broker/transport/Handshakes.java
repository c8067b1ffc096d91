package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.LimitExceeded;
import dev.holdfast.broker.limits.Ticket;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions on one lane, and WebSockets for sessions of any lane. Requests come here checked.
 *
 * <p>Owner thread: its lane.
 */
final class Handshakes {
  private final EngineLane lane;

  Handshakes(EngineLane lane) {
    this.lane = lane;
  }

  /** A new session that begins with polling; its handshake answers this request. */
  void polling(Exchange exchange) {
    Ticket ticket = turnedAway(exchange) ? null : admitted(exchange, false);
    if (ticket == null) {
      return;
    }
    Handshake handshake = handshake(exchange, PollingTransport.NAME);
    if (objected(exchange, handshake, ticket)) {
      return;
    }
    EngineSession session = newSession(exchange, ticket);
    PollingTransport transport = new PollingTransport(lane, session);
    session.open(transport, handshake);
    transport.onGet(exchange);
  }

  /** A new session on a WebSocket. */
  void webSocket(Exchange exchange) {
    if (turnedAway(exchange)) {
      return;
    }
    WebSocketHandshake answer = new WebSocketHandshake(exchange);
    Ticket ticket = answer.refused() ? null : admitted(exchange, true);
    if (ticket == null) {
      return;
    }
    Handshake handshake = handshake(exchange, WebSocketTransport.NAME);
    if (objected(exchange, handshake, ticket)) {
      return;
    }
    EngineSession session = newSession(exchange, ticket);
    answer.accept(
        session,
        socket -> {
          WebSocketTransport transport = new WebSocketTransport(lane, socket);
          session.open(transport, handshake);
          transport.listen(session);
        });
  }

  /** A WebSocket for a session that polls so far. */
  void upgrade(Exchange exchange, EngineSession session) {
    WebSocketHandshake answer = new WebSocketHandshake(exchange);
    if (!answer.refused()) {
      EngineLane owner = session.lane();
      answer.accept(
          session,
          socket -> {
            WebSocketTransport candidate = new WebSocketTransport(owner, socket);
            owner.run(() -> session.onWebSocket(candidate));
          });
    }
  }

  private boolean turnedAway(Exchange exchange) {
    Refusal refusal = lane.shared().refusal().get();
    if (refusal == null) {
      return false;
    }
    lane.shared().registry().counters().countRefused();
    exchange.header("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
    var unused = exchange.answer(503, Exchange.JSON, refusal.json());
    return true;
  }

  /** The session's places among all; null when there are none, and it has been refused. */
  private @Nullable Ticket admitted(Exchange exchange, boolean webSocket) {
    exchange.asks();
    try {
      return lane.shared()
          .guards()
          .connections()
          .session(exchange.client(), exchange.peer(), webSocket);
    } catch (LimitExceeded exceeded) {
      exchange.opens(null);
      exchange.refuse(exceeded);
      return null;
    }
  }

  /** True when the request must not open a session; it is answered, and its places are free. */
  private boolean objected(Exchange exchange, Handshake handshake, Ticket ticket) {
    String objection = lane.shared().factory().objection(handshake);
    if (objection == null) {
      return false;
    }
    ticket.close();
    exchange.opens(null);
    var unused = exchange.answer(400, Exchange.JSON, EngineError.BAD_REQUEST.json(objection));
    return true;
  }

  private EngineSession newSession(Exchange exchange, Ticket ticket) {
    String id = lane.shared().registry().newId();
    @Nullable String cookie = lane.settings().cookieName();
    if (cookie != null) {
      exchange.header("Set-Cookie", cookie + "=" + id + "; Path=/; HttpOnly; SameSite=Lax");
    }
    EngineSession session = new EngineSession(id, lane, ticket);
    exchange.opens(session);
    return session;
  }

  private Handshake handshake(Exchange exchange, String transport) {
    HttpServerRequest request = exchange.request();
    return new Handshake(
        transport,
        exchange.client().getHostAddress(),
        request.isSSL(),
        request.uri(),
        copy(request.headers(), true),
        copy(request.params(), false),
        lane.index(),
        certificate(request.connection()));
  }

  /** TLS has checked it. */
  private static @Nullable ClientCertificate certificate(HttpConnection connection) {
    if (!connection.isSsl()) {
      return null;
    }
    try {
      return connection.peerCertificates().get(0) instanceof X509Certificate own
          ? ClientCertificate.of(own)
          : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
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
