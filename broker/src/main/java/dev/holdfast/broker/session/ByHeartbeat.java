package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Modes auto and offset: a pong proves that the client's transport has received everything that was
 * sent before the ping, in order. So that a queue does not wait for the regular heartbeat, a ping
 * is asked for some time after a delivery, and at once when the window is half full.
 *
 * <p>A slow line takes longer for a full window than a client may take for a pong. So there are
 * more pings between what is delivered, close together at first and where pongs come late: each
 * pong acknowledges a piece, and shows that the client is there. Owned by the session's lane.
 */
final class ByHeartbeat implements Acknowledgement {
  /** At 1 KB/s this arrives in less than half of the default ping timeout. */
  private static final int CLOSE_BYTES = 8 << 10;

  /** About what fills half of the default window. */
  private static final int FAR_BYTES = 256 << 10;

  private static final long SOON_MS = 250;
  private static final long LATE_MS = 2000;

  private final Session session;
  private final boolean withPosition;
  private Timers.@Nullable Timer pingSoon;

  /** Mode offset: the last event that the client has been sent and that is stored. */
  private long lastStored;

  /** The pings under way, in order. */
  private final ArrayDeque<Mark> marks = new ArrayDeque<>(2);

  /** Delivered since the last of them. */
  private int bytesSincePing;

  /** With so many a further ping follows. */
  private int pingAfterBytes = CLOSE_BYTES;

  /**
   * A ping.
   *
   * @param number counts the pings of the connection
   * @param upTo what had been delivered when it was queued: an offset
   * @param atMs when that was
   */
  private record Mark(long number, long upTo, long atMs) {}

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
    return forms.withPosition(session.lineage());
  }

  /** A stock client takes any last text for its position: this repeats the one before. */
  @Override
  public Bytes shown(Event event, WireForms forms) {
    return withPosition ? forms.withPosition(session.lineage(), lastStored) : forms.plain();
  }

  @Override
  public void delivered(Event event) {
    bytesSincePing += bytes(event);
    if (bytesSincePing >= pingAfterBytes) {
      session.connection().pingBehind();
      session.flushLater();
    } else {
      pingInTime();
    }
  }

  private static int bytes(Event event) {
    int bytes = event.body().length();
    for (Bytes attachment : event.attachments()) {
      bytes += attachment.length();
    }
    return bytes;
  }

  private void pingInTime() {
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
  public void onPing(long number) {
    bytesSincePing = 0;
    marks.add(new Mark(number, session.queue().handedOver(), nowMs()));
  }

  @Override
  public void onPong(long number) {
    Mark proven = null;
    while (!marks.isEmpty() && marks.getFirst().number() <= number) {
      proven = marks.removeFirst();
    }
    if (proven == null) {
      return; // of a ping from before the session was answered
    }
    adapt(nowMs() - proven.atMs());
    session.queue().acknowledgeUpTo(proven.upTo());
    session.queue().acknowledged();
    if (session.queue().unacknowledged() > 0) {
      pingInTime();
    }
  }

  /** A pong took so long. */
  private void adapt(long ms) {
    if (ms >= LATE_MS) {
      pingAfterBytes = CLOSE_BYTES;
    } else if (ms <= SOON_MS) {
      pingAfterBytes = Math.min(FAR_BYTES, 2 * pingAfterBytes);
    }
  }

  private long nowMs() {
    return session.services().clock().getAsLong();
  }

  @Override
  public void close() {
    if (pingSoon != null) {
      pingSoon.cancel();
      pingSoon = null;
    }
  }
}
