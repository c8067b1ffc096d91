package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.security.Principal;

/**
 * Keeps one session within what it may do while it stands: rooms it may not be in any more it
 * leaves for good, and where it may not be at all it ends. Looked after when the permission file or
 * the client's credential changes. Owned by the session's lane.
 */
final class Standing {
  private final Session session;
  private final ConnectRequest request;
  private final Permits permits;
  private final Backends backends;

  /**
   * Of a session.
   *
   * @param backends of its namespace
   */
  Standing(Session session, ConnectRequest request, Permits permits, Backends backends) {
    this.session = session;
    this.request = request;
    this.permits = permits;
    this.backends = backends;
  }

  /** What the session may do. */
  Permits permits() {
    return permits;
  }

  /** The client wants to join a room: refuses it where it may not. */
  void mayJoin(String room) throws RequestException {
    Session named = session.services().directory().find(session.client().namespace(), room);
    boolean another = named != null && !named.client().equals(session.client());
    permits.join(room, another);
  }

  /** The client has shown another credential, of the same subject. */
  void renewed(Principal principal) {
    permits.renewed(principal);
    review();
  }

  /** What the session may do has changed, or may have. */
  void review() {
    if (!permits.isOn() || !session.isAttached()) {
      return;
    }
    try {
      permits.connect(request, backends);
    } catch (RequestException notAnyMore) {
      session.dismiss(EndReason.SERVER_DISCONNECT);
      return;
    }
    for (String room : session.queue().rooms()) {
      if (!permits.mayBeIn(room)) {
        long nowMs = session.services().clock().getAsLong();
        session.submit(new LogRecord.Banish(session.client(), room, nowMs), applied -> {});
      }
    }
  }
}
