package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers what is no request, or one whose head is too long, and ends the connection: where the
 * next request would begin nobody knows. Owner thread: its lane.
 */
final class MalformedRequests implements Handler<HttpServerRequest> {
  private final EngineLane lane;

  MalformedRequests(EngineLane lane) {
    this.lane = lane;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Exchange exchange = new Exchange(lane, request);
    if (cause instanceof TooLongHttpLineException) {
      tooLong(exchange, 414, lane.settings().limits().maxRequestLineBytes());
    } else if (cause instanceof TooLongHttpHeaderException) {
      tooLong(exchange, 431, lane.settings().limits().maxHeaderBytes());
    } else {
      exchange.answerLast(400, Exchange.JSON, EngineError.BAD_REQUEST.json());
    }
  }

  private void tooLong(Exchange exchange, int status, int mostBytes) {
    lane.shared().guards().listener().hit(Limit.HEADERS);
    exchange.answerLast(status, Exchange.JSON, LimitJson.tooLong(Limit.HEADERS, mostBytes));
  }
}
