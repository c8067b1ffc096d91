package dev.holdfast.broker.transport;

import java.util.concurrent.TimeUnit;

/**
 * The server's pings of one session. The time to answer one runs from when it was queued, whether
 * or not the client has fetched it. Usually one is under way; of several, which the client answers
 * in turn, each answer gives time for the next, as it shows that the client is there. The last
 * starts the interval anew, so pings asked for early never make the regular ones late.
 *
 * <p>The time of a regular ping counts from when it was due: a late timer gives no extra time, as
 * clients too count interval and timeout in one.
 *
 * <p>Owner thread: the session's lane.
 */
final class Heartbeat {
  /** What a heartbeat does to its session. */
  interface Target {
    /** Queue a ping and flush. */
    void sendPing();

    /** The ping was not answered in time. */
    void pongMissed();
  }

  /** More than this are not under way at a time. */
  private static final int MOST_UNDER_WAY = 1000;

  private final EngineLane lane;
  private final Target target;
  private long timer = EngineLane.NO_TIMER;

  /** When the next regular ping is due, by {@link System#nanoTime()}; so the one below. */
  private long pingDueNanos;

  /** When a ping that is under way counts as missed. */
  private long pongDueNanos;

  private boolean running;
  private int underWay;
  private boolean held;
  private boolean due;

  Heartbeat(EngineLane lane, Target target) {
    this.lane = lane;
    this.target = target;
  }

  /** Begins with an interval without ping. */
  void start() {
    running = true;
    awaitInterval();
  }

  /** Pings now, unless a ping is under way; while held, as soon as it is released. */
  void ping() {
    ping(System.nanoTime());
  }

  private void ping(long fromNanos) {
    lane.assertOwner();
    if (!running || underWay > 0) {
      return;
    }
    due = held;
    if (!held) {
      awaitPong(fromNanos);
      underWay = 1;
      target.sendPing();
    }
  }

  /** Pings now, even behind others that are under way; while held, as {@link #ping()}. */
  void pingBehind() {
    if (underWay == 0 || held) {
      ping();
    } else if (running && underWay < MOST_UNDER_WAY) {
      underWay++;
      target.sendPing();
    }
  }

  private void awaitPong(long fromNanos) {
    lane.cancel(timer);
    pongDueNanos = fromNanos + nanos(lane.settings().pingTimeoutMs());
    timer = lane.after(millisUntil(pongDueNanos), target::pongMissed);
  }

  /** Whether a ping is under way. */
  boolean awaitsPong() {
    return underWay > 0;
  }

  /** A pong came; returns false when none was awaited. */
  boolean pong() {
    lane.assertOwner();
    if (!running || underWay == 0) {
      return false;
    }
    underWay--;
    if (underWay > 0) {
      awaitPong(System.nanoTime());
    } else {
      lane.cancel(timer);
      awaitInterval();
    }
    return true;
  }

  /** Whether the client has missed its time, though the timer may not have run yet. */
  boolean overdue() {
    lane.assertOwner();
    return running && underWay > 0 && pongDueNanos - System.nanoTime() <= 0;
  }

  /** No new pings until {@link #release()}: the client is moving between transports. */
  void hold() {
    held = true;
  }

  /** Pings again, at once if one became due meanwhile. */
  void release() {
    held = false;
    if (due) {
      ping();
    }
  }

  /** Ends for good; no timer is left. */
  void stop() {
    running = false;
    lane.cancel(timer);
  }

  private void awaitInterval() {
    int intervalMs = lane.settings().pingIntervalMs();
    pingDueNanos = System.nanoTime() + nanos(intervalMs);
    timer = lane.after(intervalMs, () -> ping(pingDueNanos));
  }

  private static long nanos(int millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** At least the one millisecond that a timer needs. */
  private static int millisUntil(long dueNanos) {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(dueNanos - System.nanoTime()));
  }
}
