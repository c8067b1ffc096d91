package dev.holdfast.broker.queue;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was counted since the broker started, for those who watch it. Written by the threads of the
 * core, read by any.
 */
public final class QueueCounters {
  private final LongAdder commits = new LongAdder();
  private final LongAdder records = new LongAdder();
  private final LongAdder storedEvents = new LongAdder();
  private final LongAdder volatileEvents = new LongAdder();
  private final LongAdder gapsTold = new LongAdder();
  private final LongAdder failedAttempts = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();
  private final LongAdder trimmedEvents = new LongAdder();
  private final LongAdder trimmedBytes = new LongAdder();
  private final LongAdder expiredClients = new LongAdder();
  private final Map<GapReason, LongAdder> dropped = new EnumMap<>(GapReason.class);

  /** All zero. */
  public QueueCounters() {
    for (GapReason reason : GapReason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  /** Records were committed together, and were these events among others. */
  void committed(Commit commit) {
    commits.increment();
    records.add(commit.last() - commit.first() + 1);
    storedEvents.add(commit.size() - commit.volatiles());
    volatileEvents.add(commit.volatiles());
  }

  /** How many groups of records were committed. */
  public long commits() {
    return commits.sum();
  }

  /** How many records those held: events, acknowledgements, joins and all else. */
  public long records() {
    return records.sum();
  }

  /** How many events have entered queues, each once however many those are. */
  public long storedEvents() {
    return storedEvents.sum();
  }

  /** How many volatile events have passed. */
  public long volatileEvents() {
    return volatileEvents.sum();
  }

  /**
   * A gap was told to a session, or passed by in one that is not told of gaps. What has expired is
   * noticed here and nowhere before.
   */
  void told(Gap gap) {
    gapsTold.increment();
    if (gap.reason() == GapReason.EXPIRED) {
      dropped(GapReason.EXPIRED, gap.events());
    }
  }

  /** How often sessions came to gaps, each time anew when one was told again. */
  public long gapsTold() {
    return gapsTold.sum();
  }

  /** An attempt to have an event handled failed, and another is to follow. */
  void failedAttempt() {
    failedAttempts.increment();
  }

  /** How many attempts with events that are delivered again have failed. */
  public long failedAttempts() {
    return failedAttempts.sum();
  }

  /** An event was given up. */
  void deadLetter() {
    deadLetters.increment();
  }

  /** How many events became dead letters. */
  public long deadLetters() {
    return deadLetters.sum();
  }

  /** Events were dropped from one client's queue. */
  void dropped(GapReason reason, long events) {
    adder(reason).add(events);
  }

  /**
   * How many events were dropped from queues: an event once for each client that lost it, and one
   * that has expired once for each session that was told.
   */
  public long dropped(GapReason reason) {
    return adder(reason).sum();
  }

  /** Events, and their bytes, were given up by a sweep. */
  void trimmed(StreamCount count) {
    trimmedEvents.add(count.events());
    trimmedBytes.add(count.bytes());
  }

  /** How many events have left the store, once for each stream they were in. */
  public long trimmedEvents() {
    return trimmedEvents.sum();
  }

  /** Their bytes, before compression. */
  public long trimmedBytes() {
    return trimmedBytes.sum();
  }

  void clientExpired() {
    expiredClients.increment();
  }

  /** How many clients were away for too long. */
  public long expiredClients() {
    return expiredClients.sum();
  }

  private LongAdder adder(GapReason reason) {
    LongAdder adder = dropped.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return adder;
  }
}
