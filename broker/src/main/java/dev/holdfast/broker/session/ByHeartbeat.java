package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Modes auto and offset: a pong proves that the client's transport has received everything that was
 * sent before the ping, in order. So that a queue does not wait for the regular heartbeat, a ping
 * is asked for some time after a delivery, and at once when the window is half full. Owned by the
 * session's lane.
 */
final class ByHeartbeat implements Acknowledgement {
  private final Session session;
  private final boolean withPosition;
  private Timers.@Nullable Timer pingSoon;

  /** Mode offset: the last event that the client has been sent and that is stored. */
  private long lastStored;

  /** What had been delivered when the ping under way was queued: an offset. */
  private long deliveredAtPing;

  /** Mode auto. */
  ByHeartbeat(Session session) {
    this(session, false, 0);
  }

  private ByHeartbeat(Session session, boolean withPosition, long seen) {
    this.session = session;
    this.withPosition = withPosition;
    this.lastStored = seen;
  }

  /**
   * Mode offset.
   *
   * @param seen the offset that the client says it has seen last; 0 for none
   */
  static ByHeartbeat withPosition(Session session, long seen) {
    return new ByHeartbeat(session, true, seen);
  }

  @Override
  public Bytes frame(Event event, WireForms forms) {
    if (!withPosition) {
      return forms.plain();
    }
    lastStored = event.offset();
    return forms.withPosition(session.positionPrefix());
  }

  /** A stock client takes any last text for its position: this repeats the one before. */
  @Override
  public Bytes shown(Event event, WireForms forms) {
    return withPosition ? forms.withPosition(session.positionPrefix(), lastStored) : forms.plain();
  }

  @Override
  public void delivered() {
    if (session.queue().windowHalfFull()) {
      session.connection().ping();
    } else if (pingSoon == null) {
      pingSoon =
          session
              .services()
              .timers()
              .after(session.services().settings().autoAckDelayMs(), this::pingNow);
    }
  }

  private void pingNow() {
    pingSoon = null;
    if (session.queue().unacknowledged() > 0) {
      session.connection().ping();
      session.flushLater();
    }
  }

  @Override
  public void onPing() {
    deliveredAtPing = session.queue().handedOver();
  }

  @Override
  public void onPong() {
    session.queue().acknowledgeUpTo(deliveredAtPing);
    session.queue().acknowledged();
    if (session.queue().unacknowledged() > 0) {
      delivered();
    }
  }

  @Override
  public void close() {
    if (pingSoon != null) {
      pingSoon.cancel();
      pingSoon = null;
    }
  }
}
