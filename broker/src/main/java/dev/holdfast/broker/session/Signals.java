package dev.holdfast.broker.session;

import dev.holdfast.protocol.socketio.SocketPacket;

/**
 * What the connection of one session says besides events: heartbeats, and what the client's ack
 * functions answer. Owned by the session's lane.
 */
final class Signals {
  private final Session session;
  private final Acknowledgement acknowledgement;
  private final Challenge challenge;

  Signals(Session session, Acknowledgement acknowledgement, Challenge challenge) {
    this.session = session;
    this.acknowledgement = acknowledgement;
    this.challenge = challenge;
  }

  /** A ping before the CONNECT answer acknowledges nothing: the client may not use what it has. */
  void onPing(long number) {
    if (session.isActive()) {
      acknowledgement.onPing(number);
    }
  }

  void onPong(long number) {
    challenge.onPong(number);
    if (session.isActive()) {
      acknowledgement.onPong(number);
    }
  }

  void onAckPacket(SocketPacket packet) {
    if (session.isActive() && !session.waiting().answered(packet)) {
      acknowledgement.onAckPacket(packet.ackId());
    }
  }
}
