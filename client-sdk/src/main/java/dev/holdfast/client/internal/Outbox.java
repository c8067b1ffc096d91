package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.HoldfastException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The requests that the broker has not answered, in the order they were made. Each new connection
 * gets all of them again in that order, but for those that must not be sent twice; an emit keeps
 * its sequence number or id, so the broker knows it.
 *
 * <p>Owner: the event loop. Bounded by the {@link Budget} that each request took its room from.
 */
final class Outbox {
  // Lives as long as the client.
  private final EventLoop loop;
  private final Budget budget;
  private final Executor callbacks;
  private final boolean numbered;
  private final Runnable onProgress;
  private final Set<Request> unanswered = new LinkedHashSet<>();
  private long lastSequence;
  private @Nullable HoldfastException closed;

  // Lives as long as the connection.
  private @Nullable Connection connection;

  /**
   * Makes an empty one.
   *
   * @param callbacks where answers are completed
   * @param numbered whether emits get sequence numbers: only a client has them that has an identity
   *     and one session at a time
   * @param onProgress called when a request was answered
   */
  Outbox(EventLoop loop, Budget budget, Executor callbacks, boolean numbered, Runnable onProgress) {
    this.loop = loop;
    this.budget = budget;
    this.callbacks = callbacks;
    this.numbered = numbered;
    this.onProgress = onProgress;
  }

  /** Takes a request and sends it if there is a connection. */
  void add(Request request) {
    assert loop.isOwner();
    if (closed != null) {
      fail(request, closed);
      return;
    }
    unanswered.add(request);
    if (connection != null) {
      send(connection, request);
    } else if (request.resend() == Request.Resend.NEVER) {
      fail(request, lost("there is no connection"));
    }
  }

  /**
   * Sends everything again.
   *
   * @param lastSeen the highest sequence number that the broker has from this publisher
   */
  void connected(Connection to, long lastSeen) {
    assert loop.isOwner();
    connection = to;
    lastSequence = Math.max(lastSequence, lastSeen);
    for (Request request : List.copyOf(unanswered)) {
      send(to, request);
    }
  }

  /** Keeps for the next connection what may be sent again. */
  void disconnected() {
    assert loop.isOwner();
    connection = null;
    for (Request request : List.copyOf(unanswered)) {
      if (request.resend() == Request.Resend.NEVER) {
        fail(request, lost("the connection was lost before the answer came"));
      }
    }
  }

  private static HoldfastException lost(String message) {
    return new HoldfastException(HoldfastException.CONNECTION_LOST, message);
  }

  /** Fails everything, now and from now on. */
  void close(HoldfastException reason) {
    assert loop.isOwner();
    closed = reason;
    connection = null;
    for (Request request : List.copyOf(unanswered)) {
      fail(request, reason);
    }
  }

  /** True when nothing waits for its answer. */
  boolean isEmpty() {
    return unanswered.isEmpty();
  }

  private void send(Connection to, Request request) {
    if (request.largestMessage() > to.maxPayload()) {
      // The broker would close the connection for it, each time it came.
      String message = request.largestMessage() + " bytes; the broker takes " + to.maxPayload();
      fail(request, new HoldfastException(HoldfastException.TOO_LARGE, message));
      return;
    }
    boolean toNumber = numbered && request.resend() == Request.Resend.NUMBERED;
    if (toNumber && request.sequence() == 0) {
      request.number(++lastSequence);
    }
    to.call(request.body(), request.attachments(), answer -> answered(request, answer));
  }

  private void answered(Request request, Response answer) {
    JsonNode error = answer.json().path("error");
    if (error.isMissingNode()) {
      release(request);
      callbacks.execute(() -> request.answer().complete(answer));
    } else {
      String code = error.path("code").asText(HoldfastException.BAD_ANSWER);
      fail(request, new HoldfastException(code, error.path("message").asText("refused")));
    }
    onProgress.run();
  }

  private void fail(Request request, HoldfastException reason) {
    release(request);
    callbacks.execute(() -> request.answer().completeExceptionally(reason));
  }

  private void release(Request request) {
    unanswered.remove(request);
    budget.giveBack(request.size());
  }
}
