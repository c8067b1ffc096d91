package dev.holdfast.broker.queue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the limits and times to live of an operator mean, in the plainest form: whole lists. */
final class ReferenceLimits {
  private final Policies policies;

  ReferenceLimits(Policies policies) {
    this.policies = policies;
  }

  /** The part of a client's queue that has limits. */
  static final class Inbox {
    final boolean limited;

    /** All that was ever stored in it. */
    final TreeSet<Long> stored = new TreeSet<>();

    /** What was dropped for the sake of a limit, of this queue. */
    private final Set<Long> dropped = new HashSet<>();

    private long acknowledgedUpTo;

    /** All that was stored up to here had expired, or was acknowledged, and is gone. */
    private long trimmedUpTo;

    /** All of the queue up to here was dropped, unless it was acknowledged before. */
    private long droppedUpTo;

    Inbox(Lifetime lifetime) {
      this.limited = lifetime != Lifetime.SESSION;
    }

    void acknowledged(long upTo) {
      acknowledgedUpTo = Math.max(acknowledgedUpTo, upTo);
    }

    void droppedUpTo(long upTo) {
      droppedUpTo = Math.max(droppedUpTo, upTo);
    }

    void trimmedUpTo(long upTo) {
      trimmedUpTo = Math.max(trimmedUpTo, upTo);
    }

    boolean hasDropped(long offset) {
      return offset <= droppedUpTo || dropped.contains(offset);
    }

    private List<Long> waiting() {
      long gone = Math.max(trimmedUpTo, Math.max(acknowledgedUpTo, droppedUpTo));
      return stored.tailSet(gone, false).stream()
          .filter(offset -> !dropped.contains(offset))
          .toList();
    }
  }

  private QueueLimits limits(LogRecord.Emit emit) {
    return policies.limits(emit.client().namespace());
  }

  private boolean isFull(LogRecord.Emit emit, Inbox inbox) {
    long max = limits(emit).maxEvents();
    return max > 0 && inbox.limited && inbox.waiting().size() >= max;
  }

  boolean refuses(LogRecord.Emit emit, Inbox inbox) {
    return limits(emit).overflow() == QueueLimits.Overflow.REJECT && isFull(emit, inbox);
  }

  /** Stores an event in an inbox. */
  void store(LogRecord.Emit emit, long offset, Inbox inbox) {
    boolean full = isFull(emit, inbox);
    if (full && limits(emit).overflow() == QueueLimits.Overflow.DROP_NEWEST) {
      inbox.dropped.add(offset);
      return;
    }
    storeAnyhow(emit, offset, inbox);
  }

  /** The same of what does not have to find room. */
  void storeAnyhow(LogRecord.Emit emit, long offset, Inbox inbox) {
    boolean full = isFull(emit, inbox);
    inbox.stored.add(offset);
    if (full && limits(emit).overflow() == QueueLimits.Overflow.DROP_OLDEST) {
      inbox.dropped.add(inbox.waiting().get(0));
    }
  }

  /** The least time to live that holds for an event, in milliseconds; 0 for none. */
  long ttlMs(LogRecord.Emit emit) {
    long least = emit.marks().handling().ttlMs();
    for (StreamName target : emit.audience().targets()) {
      long ofRoom = policies.room(target).ttlMs();
      least = least == 0 || (ofRoom > 0 && ofRoom < least) ? ofRoom : least;
    }
    return least;
  }
}
