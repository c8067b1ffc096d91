package dev.holdfast.broker.session;

import dev.holdfast.broker.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a session's client is still there when another connection presents its pid: a
 * ping sent now has to be answered in time. If it is not, the connection is half-open, and is
 * closed without a word, so that whoever does sit behind it comes back. Owned by the session's
 * lane.
 */
final class Challenge {
  private final Session session;
  private final SocketConnection owner;
  private Timers.@Nullable Timer deadline;

  /** The first ping that was queued since it began; one sent before proves nothing about now. */
  private long proof;

  Challenge(Session session, SocketConnection owner) {
    this.session = session;
    this.owner = owner;
  }

  /** Asks; does nothing while it waits for an answer. */
  void begin() {
    if (deadline == null) {
      long probeMs = session.services().settings().takeoverProbeMs();
      deadline = session.services().timers().after(probeMs, this::unanswered);
      proof = owner.pings() + 1;
      ping();
    }
  }

  private void ping() {
    session.connection().ping();
    session.flushLater();
  }

  void onPong(long number) {
    if (deadline == null) {
      return;
    }
    if (number >= proof) {
      close();
      session.attachment().defend();
    } else if (owner.pings() < proof) {
      ping();
    }
  }

  private void unanswered() {
    deadline = null;
    session.connection().close(CloseReason.PING_TIMEOUT);
  }

  /** Nobody waits for the answer any more. */
  void close() {
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }
}
