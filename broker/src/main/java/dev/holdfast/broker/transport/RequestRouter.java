package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.protocol.Bytes;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The entrance of one lane: sorts every HTTP request into other paths, preflights, errors, new
 * sessions and requests of a session, which go to the lane that owns it.
 *
 * <p>Owner thread: its lane.
 */
final class RequestRouter implements Handler<HttpServerRequest> {
  private final EngineLane lane;
  private final Cors cors;
  private final Handshakes handshakes;

  RequestRouter(EngineLane lane) {
    this.lane = lane;
    this.cors = new Cors(lane.settings().allowedOrigins(), lane.settings().limits().pages());
    this.handshakes = new Handshakes(lane);
  }

  @Override
  public void handle(HttpServerRequest request) {
    lane.assertOwner();
    Exchange exchange = new Exchange(lane, request);
    boolean underPath = request.uri().startsWith(lane.settings().path());
    if (isWebSocket(request)) {
      if (underPath) {
        webSocket(exchange);
      } else {
        notFound(exchange);
      }
    } else if (underPath) {
      plainUnderPath(exchange);
    } else if (!lane.shared().others().take(request)) {
      notFound(exchange);
    }
  }

  /** What a page of an allowed origin may read, whoever answers it. */
  private void plainUnderPath(Exchange exchange) {
    cors.decorate(exchange);
    if (cors.isPreflight(exchange)) {
      preflight(exchange);
    } else if (!lane.shared().others().take(exchange.request())) {
      polling(exchange);
    }
  }

  private void preflight(Exchange exchange) {
    if (isForeign(exchange.request())) {
      exchange.refuse(EngineError.FORBIDDEN_ORIGIN);
    } else {
      var unused = exchange.answer(204, null, Bytes.EMPTY);
    }
  }

  private static void notFound(Exchange exchange) {
    var unused = exchange.answer(404, null, Bytes.EMPTY);
  }

  private void webSocket(Exchange exchange) {
    EngineQuery query = EngineQuery.of(exchange.request());
    EngineError error = check(exchange.request(), query, WebSocketTransport.NAME);
    EngineSession session = find(query);
    if (error != null) {
      exchange.answerLast(error.status(), Exchange.HTML, error.text());
    } else if (session != null) {
      exchange.meant(session);
      handshakes.upgrade(exchange, session);
    } else {
      handshakes.webSocket(exchange);
    }
  }

  private void polling(Exchange exchange) {
    EngineQuery query = EngineQuery.of(exchange.request());
    EngineError error = check(exchange.request(), query, PollingTransport.NAME);
    EngineSession session = find(query);
    if (error != null) {
      exchange.refuse(error);
    } else if (session == null) {
      handshakes.polling(exchange);
    } else {
      exchange.meant(session);
      polling(session, exchange);
    }
  }

  private void polling(EngineSession session, Exchange exchange) {
    if (exchange.request().method().equals(HttpMethod.GET)) {
      session.lane().run(() -> get(session, exchange));
    } else if (exchange.request().method().equals(HttpMethod.POST)) {
      post(session, exchange);
    } else {
      // What the reference server answers to any other method.
      var unused = exchange.answer(500, null, Bytes.EMPTY);
    }
  }

  /** In the order in which the reference server checks. */
  private @Nullable EngineError check(
      HttpServerRequest request, EngineQuery query, String expectedTransport) {
    if (!query.isKnownTransport()) {
      return EngineError.UNKNOWN_TRANSPORT;
    }
    if (hasControlCharacter(request.getHeader("Origin"))) {
      return EngineError.BAD_REQUEST;
    }
    if (isForeign(request)) {
      return EngineError.FORBIDDEN_ORIGIN;
    }
    if (!query.sid().isEmpty()) {
      if (find(query) == null) {
        return EngineError.UNKNOWN_SID;
      }
    } else if (!request.method().equals(HttpMethod.GET)) {
      return EngineError.BAD_HANDSHAKE_METHOD;
    }
    if (!query.transport().equals(expectedTransport)) {
      return EngineError.BAD_REQUEST;
    }
    return query.sid().isEmpty() && !query.isSupportedVersion()
        ? EngineError.UNSUPPORTED_PROTOCOL_VERSION
        : null;
  }

  private boolean isForeign(HttpServerRequest request) {
    boolean foreign = cors.isForeign(request);
    if (foreign) {
      lane.shared().guards().listener().hit(Limit.ORIGIN);
    }
    return foreign;
  }

  private @Nullable EngineSession find(EngineQuery query) {
    return query.sid().isEmpty() ? null : lane.shared().registry().find(query.sid());
  }

  private static void get(EngineSession session, Exchange exchange) {
    PollingTransport polling = pollingOf(session, exchange);
    if (polling != null) {
      polling.onGet(exchange);
    }
  }

  /** The three hops arrive in this order, since one event loop makes them all. */
  private void post(EngineSession session, Exchange exchange) {
    EngineLane owner = session.lane();
    MessageBound bound = session.bound();
    PostBody.collect(
        exchange,
        bound.bytes(),
        data ->
            owner.run(() -> ifPolling(session, polling -> polling.posts().onBody(exchange, data))),
        () -> owner.run(() -> refuseTooLong(session, exchange, bound)));
    owner.run(
        () -> {
          PollingTransport polling = pollingOf(session, exchange);
          if (polling != null) {
            polling.posts().begin(exchange);
          }
        });
  }

  /** The session survives. It is told first: the client may send its next POST on the answer. */
  private static void refuseTooLong(EngineSession session, Exchange exchange, MessageBound bound) {
    ifPolling(session, polling -> polling.posts().onTooLong(exchange));
    exchange.arrival().shared().guards().listener().hit(bound.limit());
    Bytes why = LimitJson.tooLong(bound.limit(), bound.bytes());
    var unused = exchange.answer(413, Exchange.JSON, why);
  }

  private static void ifPolling(EngineSession session, Handler<PollingTransport> action) {
    PollingTransport polling = session.polling();
    if (polling != null) {
      action.handle(polling);
    }
  }

  /** The session's polling transport; null when there is none, and the request is refused. */
  private static @Nullable PollingTransport pollingOf(EngineSession session, Exchange exchange) {
    session.endIfOverdue();
    PollingTransport polling = session.polling();
    if (session.isClosed()) {
      exchange.refuse(EngineError.UNKNOWN_SID);
      return null;
    }
    if (polling == null) {
      exchange.refuse(EngineError.BAD_REQUEST);
    }
    return polling;
  }

  private static boolean isWebSocket(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  private static boolean hasControlCharacter(@Nullable String header) {
    return header != null && header.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f);
  }
}
