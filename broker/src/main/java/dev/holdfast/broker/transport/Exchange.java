package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its answer. Lives on the event loop that accepted it; any thread may answer
 * it. The first answer counts, since the body's reader and the session may both find fault.
 */
final class Exchange {
  static final String PACKETS = "text/plain; charset=UTF-8";
  static final String HTML = "text/html";
  static final String JSON = "application/json";

  private final Lane arrival;
  private final HttpServerRequest request;

  /** Owner thread: the arrival lane. */
  private boolean answered;

  /** For a request that the {@code arrival} lane has just accepted. */
  Exchange(Lane arrival, HttpServerRequest request) {
    this.arrival = arrival;
    this.request = request;
  }

  Lane arrival() {
    return arrival;
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

  /** Answers 200, with what must not be cached. */
  Future<Void> succeed(String contentType, Bytes body) {
    arrival.run(() -> header("Cache-Control", "no-store"));
    return answer(200, contentType, body);
  }

  /** Answers a request of polling with what the reference server says to that error. */
  void refuse(EngineError error) {
    if (error == EngineError.UNKNOWN_SID && PythonClient.isLostByRefusal(request)) {
      abort();
    } else {
      var unused = answer(400, JSON, error.json());
    }
  }

  /** Runs {@code action} on the {@code owner} lane when the client goes before it was answered. */
  void onAbort(Lane owner, Runnable action) {
    arrival.run(
        () -> {
          if (request.response().closed()) {
            owner.run(action);
          } else if (!answered) {
            request.response().closeHandler(ignored -> owner.run(action));
          }
        });
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
    response.end(Buffer.buffer(body.toArray())).onComplete(written);
  }
}
