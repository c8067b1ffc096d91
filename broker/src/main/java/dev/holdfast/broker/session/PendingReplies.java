package dev.holdfast.broker.session;

import dev.holdfast.protocol.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plain emits of one session whose ack function waits for what a back-end replies, by the
 * offset of the event. Bounded: a client that emits more than it gets replies for is refused. Owned
 * by the session's lane.
 */
final class PendingReplies {
  /** How many may wait at a time. */
  static final int MAX = 1000;

  private final Session session;
  private final Map<Long, Pending> pending = new HashMap<>(0);

  /** Emits on their way to the log, whose offsets are not known yet. */
  private int reserved;

  private record Pending(long ackId, Timers.Timer timeout) {}

  PendingReplies(Session session) {
    this.session = session;
  }

  /** Takes a place for an emit that is about to be appended; false when there is none. */
  boolean reserve() {
    if (reserved + pending.size() >= MAX) {
      return false;
    }
    reserved++;
    return true;
  }

  /** The emit was refused: its place is free. */
  void release() {
    reserved--;
  }

  /**
   * The emit is stored, and waits from now on. A resend, which stands at the offset of the first
   * try, takes its place, also that of one in an earlier session: the client has given the first
   * ack function up.
   */
  void await(long offset, long ackId, long timeoutMs) {
    reserved--;
    if (!session.isActive()) {
      return;
    }
    Timers.Timer timeout =
        session.services().timers().after(timeoutMs, () -> timedOut(offset, timeoutMs));
    session.services().directory().awaitsReply(offset, session);
    Pending earlier = pending.put(offset, new Pending(ackId, timeout));
    if (earlier != null) {
      earlier.timeout().cancel();
    }
  }

  private void timedOut(long offset, long timeoutMs) {
    Pending late = remove(offset);
    if (late != null) {
      String message =
          "the event is stored, but no back-end replied within %d ms".formatted(timeoutMs);
      RequestException refusal = new RequestException(ErrorCode.REPLY_TIMEOUT, message);
      session.frames().answer(late.ackId(), Replies.error(refusal));
    }
  }

  /**
   * Calls the ack function of the event at this offset.
   *
   * @param body the arguments: the inside of an array
   * @return false when none waits for it, or not any more
   */
  boolean reply(long offset, Bytes body, List<Bytes> attachments) {
    Pending waiting = remove(offset);
    if (waiting == null) {
      return false;
    }
    waiting.timeout().cancel();
    session.frames().answer(waiting.ackId(), body, attachments);
    return true;
  }

  private @Nullable Pending remove(long offset) {
    session.services().directory().awaitsNoReply(offset, session);
    return pending.remove(offset);
  }

  /** The session is over: nobody waits any more. */
  void close() {
    pending.forEach(
        (offset, waiting) -> {
          session.services().directory().awaitsNoReply(offset, session);
          waiting.timeout().cancel();
        });
    pending.clear();
  }
}
