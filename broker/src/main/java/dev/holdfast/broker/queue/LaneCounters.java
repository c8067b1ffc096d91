package dev.holdfast.broker.queue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one lane has counted since the core was opened. Written by the lane alone, so that counting
 * costs an ordinary addition; read by any thread, which sees each count soon after.
 */
public final class LaneCounters {
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong redelivered = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong tailReads = new AtomicLong();
  private final AtomicLong logReads = new AtomicLong();
  private final AtomicLong logEvents = new AtomicLong();

  /** All zero. */
  LaneCounters() {}

  /**
   * An event was sent to a session.
   *
   * @param again true when an attempt to have it handled has failed before
   */
  public void delivered(boolean again) {
    add(delivered, 1);
    if (again) {
      add(redelivered, 1);
    }
  }

  /** How many events were sent to sessions, each once for every time. */
  public long delivered() {
    return delivered.getOpaque();
  }

  /** How many of those had been sent before and were not handled. */
  public long redelivered() {
    return redelivered.getOpaque();
  }

  void acknowledged(int events) {
    add(acknowledged, events);
  }

  /** How many events were acknowledged, gaps included. */
  public long acknowledged() {
    return acknowledged.getOpaque();
  }

  void tailRead() {
    add(tailReads, 1);
  }

  /** How often a reader took a commit from the tail. */
  public long tailReads() {
    return tailReads.getOpaque();
  }

  void logRead(int events) {
    add(logReads, 1);
    add(logEvents, events);
  }

  /** How often a reader took a page from the store, as it had fallen behind the tail. */
  public long logReads() {
    return logReads.getOpaque();
  }

  /** How many events were in those pages. */
  public long logEvents() {
    return logEvents.getOpaque();
  }

  /** Nobody else writes: no other thread's addition can be lost between the two. */
  private static void add(AtomicLong count, long n) {
    count.setOpaque(count.getPlain() + n);
  }
}
