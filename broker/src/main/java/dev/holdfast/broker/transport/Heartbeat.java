package dev.holdfast.broker.transport;

/**
 * The server's pings of one session. At most one ping is under way; the time to answer it runs from
 * when it was queued, whether or not the client has fetched it. Any answered ping starts the
 * interval anew, so pings asked for early never make the regular ones late.
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

  private final EngineLane lane;
  private final Target target;
  private long timer = EngineLane.NO_TIMER;
  private boolean running;
  private boolean awaitingPong;
  private boolean held;
  private boolean due;

  Heartbeat(EngineLane lane, Target target) {
    this.lane = lane;
    this.target = target;
  }

  /** Begins with an interval without ping. */
  void start() {
    running = true;
    timer = lane.after(lane.settings().pingIntervalMs(), this::ping);
  }

  /** Pings now, unless a ping is under way; while held, as soon as it is released. */
  void ping() {
    lane.assertOwner();
    if (!running || awaitingPong) {
      return;
    }
    due = held;
    if (!held) {
      lane.cancel(timer);
      awaitingPong = true;
      timer = lane.after(lane.settings().pingTimeoutMs(), target::pongMissed);
      target.sendPing();
    }
  }

  /** Whether a ping is under way. */
  boolean awaitsPong() {
    return awaitingPong;
  }

  /** A pong came; returns false when none was awaited. */
  boolean pong() {
    lane.assertOwner();
    if (!running || !awaitingPong) {
      return false;
    }
    awaitingPong = false;
    lane.cancel(timer);
    timer = lane.after(lane.settings().pingIntervalMs(), this::ping);
    return true;
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
}
