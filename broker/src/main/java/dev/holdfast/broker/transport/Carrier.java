package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Ticket;
import dev.holdfast.protocol.engineio.EnginePacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What carries the packets of one session: the transport it was opened on, and once {@link Upgrade}
 * has moved it, a WebSocket. Owner thread: the session's lane.
 */
final class Carrier {
  private final EngineLane lane;
  private final Heartbeat heartbeat;
  private final Transport.Listener session;

  /** Null until the session is opened. */
  private @Nullable Transport transport;

  /** The move that is under way. */
  private @Nullable Upgrade upgrade;

  private final Ticket ticket;
  private boolean readingPaused;
  private boolean known;

  /**
   * Of a session that hears from whatever carries it.
   *
   * @param ticket the session's places
   */
  Carrier(EngineLane lane, Heartbeat heartbeat, Transport.Listener session, Ticket ticket) {
    this.ticket = ticket;
    this.lane = lane;
    this.heartbeat = heartbeat;
    this.session = session;
  }

  /** The session is opened on this transport. */
  void begin(Transport first) {
    transport = first;
  }

  /** The session's client has shown who it is, and so whose the socket is. */
  void known() {
    known = true;
    if (transport instanceof WebSocketTransport webSocket) {
      webSocket.known();
    }
  }

  private Transport current() {
    Transport carries = transport;
    if (carries == null) {
      throw new IllegalStateException("the session was not opened");
    }
    return carries;
  }

  boolean isWebSocket() {
    return transport instanceof WebSocketTransport;
  }

  /** See {@link Transport#needsProof}. */
  boolean needsProof() {
    return current().needsProof();
  }

  /** The transport that polling requests go to, or null when there is none. */
  @Nullable PollingTransport polling() {
    return transport instanceof PollingTransport polling ? polling : null;
  }

  /** Begins to move to a WebSocket; false when the session cannot, or is about to already. */
  boolean moveTo(WebSocketTransport candidate) {
    PollingTransport polling = polling();
    if (upgrade != null || polling == null) {
      return false;
    }
    upgrade = new Upgrade(lane, polling, candidate, heartbeat, new Move());
    upgrade.start();
    return true;
  }

  /** Gives up the move that is under way, if one is. */
  void stay() {
    if (upgrade != null) {
      upgrade.abort();
    }
  }

  /** Sends what is queued and may leave now. */
  void flush(Outbox outbox) {
    Transport carries = current();
    if (carries.ready()) {
      outbox.leaveBy(carries, heartbeat);
    }
  }

  /** Before the session is opened there is nothing to pause. */
  void pauseReading() {
    readingPaused = true;
    if (transport != null) {
      transport.pauseReading();
    }
  }

  void resumeReading() {
    readingPaused = false;
    if (transport != null) {
      transport.resumeReading();
    }
  }

  /** See {@link Transport#close}. */
  boolean close(CloseReason reason, List<EnginePacket> last) {
    return current().close(reason, last);
  }

  private final class Move implements Upgrade.Outcome {
    @Override
    public void upgraded(WebSocketTransport next) {
      transport = next;
      upgrade = null;
      ticket.carried();
      if (known) {
        next.known();
      }
      lane.shared().registry().counters().countUpgraded();
      next.listen(session);
      if (readingPaused) {
        next.pauseReading();
      }
      session.onReady();
    }

    @Override
    public void aborted() {
      upgrade = null;
    }
  }
}
