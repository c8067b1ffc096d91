package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.AckDeadlines;
import dev.holdfast.broker.queue.Failure;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.queue.Wakeup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices when attempts to have events handled fail in a session: the client gives one back, takes
 * too long, or its session ends. Of sessions only that acknowledge single events; the heartbeat
 * says nothing about what a handler makes of an event. Owned by the session's lane.
 */
final class Redeliveries {
  private final Session session;
  private final RedeliveryPolicy policy;
  private final AckDeadlines deadlines;
  private final Wakeup wakeup;
  private final boolean timed;
  private boolean closed;

  Redeliveries(Session session, RedeliveryPolicy policy) {
    this.session = session;
    this.policy = policy;
    this.deadlines =
        new AckDeadlines(policy.ackTimeoutMs(), offset -> session.queue().holds(offset));
    this.wakeup = new Wakeup(session.lane(), this::overdue);
    this.timed = policy.ackTimeoutMs() > 0 && !session.request().acknowledgesByHeartbeat();
  }

  /** An event that is to be acknowledged was sent. */
  void delivered(long offset) {
    if (timed) {
      deadlines.delivered(offset, session.services().clock().getAsLong());
      wakeup.by(deadlines.nextMs());
    }
  }

  private void overdue() {
    if (closed) {
      return;
    }
    List<Long> overdue = deadlines.takeDue(session.lane().nowMs());
    if (!overdue.isEmpty()) {
      session.queue().failed(failure(overdue, Failure.BACKOFF, Failure.ACK_TIMEOUT), null);
    }
    wakeup.by(deadlines.nextMs());
  }

  /**
   * The client gives an event back that it holds.
   *
   * @param delayMs until it wants it again, in milliseconds, or {@link Failure#BACKOFF}
   * @param done runs once that is durable
   */
  void nack(long offset, long delayMs, String reason, Runnable done) {
    deadlines.givenBack(offset);
    session.queue().failed(failure(List.of(offset), delayMs, reason), done);
  }

  /** What the session leaves behind, if that counts: not when it is the broker that stops. */
  @Nullable Failure left(EndReason reason) {
    boolean counts =
        policy.maxAttempts() > 0
            && !session.request().acknowledgesByHeartbeat()
            && reason != EndReason.SERVER_SHUTTING_DOWN;
    return counts ? failure(session.queue().outstanding(), 0, Failure.SESSION_ENDED) : null;
  }

  private Failure failure(List<Long> offsets, long delayMs, String reason) {
    return new Failure(offsets, delayMs, reason, session.services().clock().getAsLong());
  }

  /** No time is kept any more. */
  void close() {
    closed = true;
    wakeup.cancel();
  }
}
