package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.SessionLimits;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts the rooms of one session's client before it joins one more. An upper bound is enough until
 * it reaches the limit; only then the rooms are looked at, and no more often than once a second.
 * Owned by the session's lane.
 */
final class Joins {
  private static final long RECOUNT_MS = 1000;

  private final Session session;
  private final SessionLimits limits;

  /** The client is, or soon will be, in no more rooms than this. */
  private int atMost = Integer.MAX_VALUE;

  /** Joins that are submitted, and may not show in the rooms yet. */
  private int underWay;

  /** The rooms at the last count, where they were as many as may be; joining one again is free. */
  private Set<String> full = Set.of();

  private long countedMs;

  /** Of a session that is about to connect. */
  Joins(Session session) {
    this.session = session;
    this.limits = session.services().limits();
  }

  /**
   * The client wants to join a room; {@link #end} follows when it has.
   *
   * @throws RequestException when it is in as many as it may be
   */
  void begin(String room) throws RequestException {
    if (!limits.mayJoin(atMost)) {
      recount(room);
    }
    atMost = Math.min(atMost, Integer.MAX_VALUE - 1) + 1;
    underWay++;
  }

  private void recount(String room) throws RequestException {
    long nowMs = session.services().clock().getAsLong();
    if (full.isEmpty() || Math.abs(nowMs - countedMs) >= RECOUNT_MS) {
      countedMs = nowMs;
      full = new HashSet<>(session.queue().rooms());
      atMost = full.size() + underWay;
    }
    if (limits.mayJoin(atMost)) {
      full = Set.of();
    } else if (!full.contains(room)) {
      throw new RequestException(limits.tooManyRooms());
    }
  }

  /** The client leaves a room: there may be a place again. */
  void leaving() {
    full = Set.of();
  }

  /** A join was processed, whatever became of it. */
  void end() {
    underWay--;
  }
}
