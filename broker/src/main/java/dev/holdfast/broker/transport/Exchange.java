package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.LimitExceeded;
import dev.holdfast.protocol.Bytes;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP request and its answer. Lives on the event loop that accepted it; any thread may answer
 * it. The first answer counts, since the body's reader and the session may both find fault.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private static final String PACKETS = "text/plain; charset=UTF-8";
  static final String HTML = "text/html";
  static final String JSON = "application/json";

  /** How the HTTP library of the official Java client names itself. */
  private static final String OKHTTP = "okhttp/";

  private final EngineLane arrival;
  private final HttpServerRequest request;

  /** Owner thread: the arrival lane. */
  private boolean answered;

  /** The same. */
  private @Nullable Runnable whenAnswered;

  /** For a request that the {@code arrival} lane has just accepted. */
  Exchange(EngineLane arrival, HttpServerRequest request) {
    this.arrival = arrival;
    this.request = request;
    // What was answered on this connection before has arrived: nobody minds a reset any more.
    request.connection().exceptionHandler(Exchange::broken);
  }

  private static void broken(Throwable failure) {
    LOG.trace("a connection broke", failure);
  }

  EngineLane arrival() {
    return arrival;
  }

  /** What stock clients make different for each of their requests; empty where they do not. */
  String stamp() {
    return EngineQuery.of(request).stamp();
  }

  /** Whether it carries this stamp of another one: then it is that one again. */
  boolean hasStamp(String other) {
    return !other.isEmpty() && other.equals(stamp());
  }

  /**
   * Whether the client's HTTP library may repeat this request by itself without anybody noticing.
   * OkHttp does when a connection breaks, even after the whole answer has left here.
   */
  boolean mayComeAgain() {
    String library = request.getHeader("User-Agent");
    return stamp().isEmpty() && library != null && library.startsWith(OKHTTP);
  }

  /** True when the connection it came on is closed. Any thread. */
  boolean connectionClosed() {
    return !channel().isOpen();
  }

  private Channel channel() {
    return ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
  }

  /** Whom it is from: the other end of the connection, or who is behind a proxy there. */
  InetAddress client() {
    List<String> forwarded = request.headers().getAll("X-Forwarded-For");
    return arrival.shared().guards().proxies().client(peer(), forwarded);
  }

  /** The other end of the connection. */
  InetAddress peer() {
    return ((InetSocketAddress) channel().remoteAddress()).getAddress();
  }

  /** It is a request of this session, and nobody else's. */
  void meant(EngineSession session) {
    arrival.assertOwner();
    HttpGuard guard = HttpGuard.of(channel().pipeline());
    if (guard != null) {
      guard.serves(session);
    }
  }

  /** It asks for a session, which is to have the connection's place: that is free now. */
  void asks() {
    arrival.assertOwner();
    HttpGuard guard = HttpGuard.of(channel().pipeline());
    if (guard != null) {
      guard.asks();
    }
  }

  /**
   * What it has asked for.
   *
   * @param session null when it was refused: the connection needs a place of its own again
   */
  void opens(@Nullable EngineSession session) {
    arrival.assertOwner();
    HttpGuard guard = HttpGuard.of(channel().pipeline());
    if (guard != null) {
      guard.opens(session);
    }
  }

  HttpServerRequest request() {
    return request;
  }

  /** Sets a header of the answer; on the arrival lane, before it is answered. */
  void header(String name, String value) {
    arrival.assertOwner();
    request.response().putHeader(name, value);
  }

  /**
   * Answers.
   *
   * @param contentType null where the body is empty
   * @return completed on the arrival lane when the answer was written, failed when it was not
   */
  Future<Void> answer(int status, @Nullable String contentType, Bytes body) {
    Promise<Void> written = Promise.promise();
    arrival.run(() -> write(status, contentType, body, written));
    return written.future();
  }

  /** Runs {@code action} when it has been answered; on the arrival lane, before it is. */
  void whenAnswered(Runnable action) {
    arrival.assertOwner();
    whenAnswered = action;
  }

  /** Answers, and ends the connection. */
  void answerLast(int status, @Nullable String contentType, Bytes body) {
    arrival.run(() -> header("Connection", "close"));
    var unused = answer(status, contentType, body);
  }

  /** Refuses what a limit allows later. */
  void refuse(LimitExceeded exceeded) {
    long seconds = (exceeded.retryAfterMs() + 999) / 1000;
    arrival.run(() -> header("Retry-After", Long.toString(seconds)));
    answerLast(429, JSON, LimitJson.of(exceeded));
  }

  /** Answers 200, with what must not be cached. */
  Future<Void> succeed(String contentType, Bytes body) {
    arrival.run(() -> header("Cache-Control", "no-store"));
    return answer(200, contentType, body);
  }

  /** Answers a poll; compressed if the client accepts that and it is worth it. */
  Future<Void> packets(Bytes body) {
    Compression compression = arrival.settings().compression();
    ContentCoding coding =
        compression.polling() && body.length() >= compression.thresholdBytes()
            ? ContentCoding.accepted(request.getHeader("Accept-Encoding"))
            : null;
    if (coding == null) {
      return succeed(PACKETS, body);
    }
    arrival.run(() -> header("Content-Encoding", coding.wireName()));
    return succeed(PACKETS, Bytes.of(coding.encode(body.array(), body.from(), body.length())));
  }

  /** Answers a request of polling with what the reference server says to that error. */
  void refuse(EngineError error) {
    if (error == EngineError.UNKNOWN_SID && PythonClient.isLostByRefusal(request)) {
      abort();
    } else {
      var unused = answer(error.status(), JSON, error.json());
    }
  }

  /** Runs {@code action} on the {@code owner} lane when the client goes before it was answered. */
  void onAbort(EngineLane owner, Runnable action) {
    arrival.run(
        () -> {
          if (request.response().closed()) {
            owner.run(action);
          } else if (!answered) {
            request.response().closeHandler(ignored -> owner.run(action));
          }
        });
  }

  /**
   * Runs {@code action} on the {@code owner} lane when the connection is reset by the peer before
   * another request comes on it: the answer may not have arrived. A connection that is closed in
   * order, idle or as agreed, has delivered it.
   */
  void onReset(EngineLane owner, Runnable action) {
    arrival.run(
        () ->
            request
                .connection()
                .exceptionHandler(
                    failure -> {
                      if (failure instanceof IOException) {
                        owner.run(action);
                      }
                    }));
  }

  /** Cuts the connection instead of answering. */
  void abort() {
    arrival.run(() -> request.connection().close());
  }

  private void write(int status, @Nullable String contentType, Bytes body, Promise<Void> written) {
    if (answered) {
      written.fail("answered already");
      return;
    }
    answered = true;
    HttpServerResponse response = request.response().setStatusCode(status);
    if (contentType != null) {
      response.putHeader("Content-Type", contentType);
    }
    if (request.getHeader("Transfer-Encoding") != null) {
      // Who sends both lengths may have somebody else's request behind it (RFC 9112, section 6.1).
      response.putHeader("Connection", "close");
    }
    response.end(Buffer.buffer(body.toArray())).onComplete(written);
    if (whenAnswered != null) {
      whenAnswered.run();
    }
  }
}
