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
    /** It is delivered, and waits in the window for its acknowledgement. */
    DELIVER
  }

  private final String clientId;
  private final Memberships memberships;

  /** Later acknowledged offsets the client came with; each is taken out when it is passed. */
  private final Set<Long> acknowledgedBefore;

  /**
   * For the queue of this client.
   *
   * @param memberships what the queue is made of, as its reader knows it
   */
  Sieve(ClientSnapshot client, Memberships memberships) {
    this.clientId = client.key().clientId();
    this.memberships = memberships;
    this.acknowledgedBefore = new HashSet<>(client.also());
  }

  /** What becomes of the next event; each is asked about once. */
  Outcome outcome(Event event) {
    if (!isMine(event)) {
      return Outcome.NOT_MINE;
    }
    if (event.isVolatile()) {
      return Outcome.VOLATILE;
    }
    return acknowledgedBefore.remove(event.offset()) ? Outcome.ACKNOWLEDGED : Outcome.DELIVER;
  }

  /** True when the event is part of the queue. */
  boolean isMine(Event event) {
    return !event.excepts(clientId) && memberships.cover(event);
  }
}
