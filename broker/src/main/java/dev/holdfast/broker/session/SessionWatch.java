package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Gap;
import dev.holdfast.broker.queue.Lane;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What those who watch the broker are told of one session: counts, samples, and at level debug a
 * line of the log, which says of which client and session and where in its queue. Owned by the
 * session's lane.
 */
final class SessionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);

  private final Session session;
  private final AckMode mode;

  /** When the session got its client, in milliseconds since 1970. */
  private long beganMs;

  /** Of a session that has not begun. */
  SessionWatch(Session session, AckMode mode) {
    this.session = session;
    this.mode = mode;
  }

  /** The session has its client. */
  void began(boolean recovered) {
    beganMs = session.services().clock().getAsLong();
    counters().countBegan(mode, recovered);
    if (LOG.isDebugEnabled()) {
      line()
          .addKeyValue("mode", mode.wireName())
          .addKeyValue("recovered", recovered)
          .log("a session began");
    }
  }

  /** The session, which had begun, is over. */
  void ended(EndReason reason) {
    counters().countEnded(mode, reason);
    if (LOG.isDebugEnabled()) {
      line().addKeyValue("reason", reason.label()).log("a session ended");
    }
  }

  /**
   * An event, or a gap in its place, is sent.
   *
   * @param again true when an attempt to have it handled has failed before
   */
  void delivered(Event event, boolean again) {
    if (event.gap() != null) {
      gap(event);
      return;
    }
    Lane lane = session.lane();
    lane.counts().delivered(again);
    // What had waited for the session says nothing of how fast the broker is.
    if (!again && event.timeMs() >= beganMs) {
      session.services().insight().samples(lane).delivered(event.timeMs(), lane.nowMs());
    }
  }

  private void gap(Event event) {
    if (LOG.isDebugEnabled()) {
      Gap gap = Objects.requireNonNull(event.gap());
      line()
          .addKeyValue("position", session.lineage().position(event.offset()))
          .addKeyValue("events", gap.events())
          .addKeyValue("reason", gap.reason().word())
          .log("a gap is told");
    }
  }

  private LoggingEventBuilder line() {
    return LOG.atDebug()
        .addKeyValue("namespace", session.client().namespace())
        .addKeyValue("client", session.client().clientId())
        .addKeyValue("session", session.sid());
  }

  private SessionCounters counters() {
    return session.services().insight().counters();
  }
}
