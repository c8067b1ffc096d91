package dev.holdfast.broker.queue;

import java.util.HashSet;
import java.util.Set;

/**
 * Decides what becomes of an event when a reader comes to it, in the order of the queue: the only
 * place where an event is passed over. Owned by the session's lane.
 */
final class Sieve {
  /** What becomes of an event. */
  enum Outcome {
    /** It is no part of this queue. */
    NOT_MINE,
    /** It is not stored: it is delivered now or never, and nobody acknowledges it. */
    VOLATILE,
    /** The client acknowledged it in an earlier session: it is not delivered again (P3). */
    ACKNOWLEDGED,
    /** It was dropped from this queue, of which the client is told by a gap. */
    DROPPED,
    /** Its time to live is over: with others it becomes a gap. */
    EXPIRED,
    /** It is delivered, and waits in the window for its acknowledgement. */
    DELIVER
  }

  private final String clientId;
  private final Memberships memberships;
  private final GapsToTell gaps;

  /** Later acknowledged offsets the client came with; each is taken out when it is passed. */
  private final Set<Long> acknowledgedBefore;

  /**
   * For the queue of this client.
   *
   * @param memberships what the queue is made of, as its reader knows it
   * @param gaps what was dropped from it
   */
  Sieve(ClientSnapshot client, Memberships memberships, GapsToTell gaps) {
    this.clientId = client.key().clientId();
    this.memberships = memberships;
    this.gaps = gaps;
    this.acknowledgedBefore = new HashSet<>(client.also());
  }

  /**
   * What becomes of the next event; each is asked about once.
   *
   * @param nowMs the time, in milliseconds since 1970
   */
  Outcome outcome(Event event, long nowMs) {
    if (event.gap() != null) {
      // It is told in its place even where that is the end of a membership it reached beyond.
      return event.offset() <= gaps.queueFloor() ? Outcome.DROPPED : Outcome.EXPIRED;
    }
    if (!isMine(event)) {
      return Outcome.NOT_MINE;
    }
    if (event.isVolatile()) {
      return Outcome.VOLATILE;
    }
    if (acknowledgedBefore.remove(event.offset())) {
      return Outcome.ACKNOWLEDGED;
    }
    if (gaps.cover(event)) {
      return Outcome.DROPPED;
    }
    return event.expiredBy(nowMs) ? Outcome.EXPIRED : Outcome.DELIVER;
  }

  /** True when the event is part of the queue. */
  boolean isMine(Event event) {
    return !event.excepts(clientId) && memberships.cover(event);
  }
}
