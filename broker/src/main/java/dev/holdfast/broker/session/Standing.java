package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.routing.Backends;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps one session within what it may do while it stands: rooms it may not be in any more it
 * leaves for good, and where it may not be at all it ends. Looked after when the permission file or
 * the client's credential changes. Owned by the session's lane.
 */
final class Standing {
  private final Session session;
  private final Permits permits;
  private final Backends backends;

  Standing(Session session, Presence presence) {
    this.session = session;
    this.permits = presence.credential().permits();
    this.backends = presence.backends();
  }

  /** What the session may do. */
  Permits permits() {
    return permits;
  }

  /** The session is about to get its client: refuses it where it may not any more. */
  void mayBegin() throws RequestException {
    permits.connect(session.request(), backends);
    permits.connectInThePast(session.request());
  }

  /** The client wants to join a room: refuses it where it may not. */
  void mayJoin(String room) throws RequestException {
    Session named = session.services().directory().find(session.client().namespace(), room);
    boolean another = named != null && !named.client().equals(session.client());
    permits.join(room, another);
  }

  /** What the session may do has changed, or may have. */
  void review() {
    if (!permits.isOn() || !session.isAttached()) {
      return;
    }
    try {
      permits.connect(session.request(), backends);
    } catch (RequestException notAnyMore) {
      session.dismiss(EndReason.SERVER_DISCONNECT);
      return;
    }
    session.queue().roomsRead(this::stayInAll);
    session.waiting().review();
  }

  private void stayInAll(List<String> rooms) {
    if (session.isAttached()) {
      rooms.forEach(this::stay);
    }
  }

  /** The client has become a member of a room: its rules may have changed since it was asked. */
  void joined(String room) {
    if (permits.isOn() && session.isAttached()) {
      stay(room);
    }
  }

  /** The same of a client whose rooms were others before. */
  void joined(List<String> before, List<String> now) {
    if (permits.isOn() && session.isAttached()) {
      Set<String> known = new HashSet<>(before);
      now.stream().filter(room -> !known.contains(room)).forEach(this::stay);
    }
  }

  private void stay(String room) {
    if (!permits.mayBeIn(room)) {
      long nowMs = session.services().clock().getAsLong();
      session.submit(new LogRecord.Banish(session.client(), room, nowMs), applied -> {});
    }
  }
}
