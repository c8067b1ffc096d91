package dev.holdfast.client.internal;

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
 * <p>Owner: the event loop. Bounded by the {@link Budget} that each request took its room from, and
 * for emits that are on disk by how many of them the {@link StoredEmits} send ahead.
 */
final class Unanswered {
  // Lives as long as the client.
  private final EventLoop loop;
  private final Budget budget;
  private final Executor callbacks;
  private final boolean numbered;
  private final Runnable onProgress;
  private final Set<Request> requests = new LinkedHashSet<>();
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
  Unanswered(
      EventLoop loop, Budget budget, Executor callbacks, boolean numbered, Runnable onProgress) {
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
    requests.add(request);
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
    for (Request request : List.copyOf(requests)) {
      send(to, request);
    }
  }

  /** Keeps for the next connection what may be sent again. */
  void disconnected() {
    assert loop.isOwner();
    connection = null;
    for (Request request : List.copyOf(requests)) {
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
    for (Request request : List.copyOf(requests)) {
      fail(request, reason);
    }
  }

  /** True when nothing waits for its answer. */
  boolean isEmpty() {
    return requests.isEmpty();
  }

  private void send(Connection to, Request request) {
    if (request.largestMessage() > to.maxPayload()) {
      // The broker would close the connection for it, each time it came.
      requests.remove(request);
      fate(request).refused(HoldfastException.ofSize(request.largestMessage(), to.maxPayload()));
      return;
    }
    boolean toNumber = numbered && request.resend() == Request.Resend.NUMBERED;
    if (toNumber && request.sequence() == 0) {
      request.number(++lastSequence);
    }
    to.call(request.body(), request.attachments(), answer -> answered(request, answer));
  }

  private void answered(Request request, Response answer) {
    HoldfastException refusal = Responses.refusal(answer);
    requests.remove(request);
    if (refusal == null) {
      fate(request).answered(answer);
    } else {
      fate(request).refused(refusal);
    }
    onProgress.run();
  }

  private void fail(Request request, HoldfastException reason) {
    requests.remove(request);
    fate(request).abandoned(reason);
  }

  private Request.Fate fate(Request request) {
    Request.Fate own = request.fate();
    return own == null ? new InMemory(request) : own;
  }

  /** What becomes of a request that is nowhere but here: its stage tells. */
  private final class InMemory implements Request.Fate {
    private final Request request;

    InMemory(Request request) {
      this.request = request;
    }

    @Override
    public void answered(Response answer) {
      budget.giveBack(request.size());
      callbacks.execute(() -> request.answer().complete(answer));
    }

    @Override
    public void refused(HoldfastException reason) {
      abandoned(reason);
    }

    @Override
    public void abandoned(HoldfastException reason) {
      budget.giveBack(request.size());
      callbacks.execute(() -> request.answer().completeExceptionally(reason));
    }
  }
}
