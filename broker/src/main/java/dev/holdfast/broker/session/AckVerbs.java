package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.protocol.socketio.SocketPacket;

/**
 * What a client says of the events it was sent: it has handled them, or has not. Owned by its lane.
 */
final class AckVerbs {
  private final Session session;
  private final Answers answers;
  private final Positions positions;

  AckVerbs(Session session, Answers answers) {
    this.session = session;
    this.answers = answers;
    this.positions = session.services().positions();
  }

  /** All of it is checked before any of it is done. */
  void ack(SocketPacket packet) throws RequestException {
    Requests.Ack ack = Requests.ack(packet.payload());
    if (ack.upTo() != null) {
      check(ack.upTo());
    }
    for (Position position : ack.also()) {
      check(position);
    }
    if (ack.upTo() != null) {
      session.queue().acknowledgeUpTo(ack.upTo().offset());
    }
    ack.also().forEach(position -> session.queue().acknowledge(position.offset()));
    if (packet.hasAckId()) {
      session.queue().acknowledged(() -> answers.give(packet, Replies.DONE));
    } else {
      session.queue().acknowledged();
    }
  }

  void nack(SocketPacket packet) throws RequestException {
    if (session.request().acknowledgesByHeartbeat()) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$nack is for the modes each and batch: in this one the next pong acknowledges the"
              + " event");
    }
    Requests.Nack nack = Requests.nack(packet.payload());
    long offset = nack.position().offset();
    check(nack.position());
    if (!session.queue().holds(offset)) {
      throw new RequestException(
          ErrorCode.NOT_DELIVERED, nack.position() + " is acknowledged already");
    }
    session
        .redeliveries()
        .nack(offset, nack.delayMs(), nack.reason(), () -> answers.give(packet, Replies.DONE));
  }

  /** An acknowledgement ahead of the deliveries would skip events: it is refused instead (P2). */
  private void check(Position position) throws RequestException {
    positions.offset(position);
    if (!session.queue().wasDelivered(position.offset())) {
      throw new RequestException(
          ErrorCode.NOT_DELIVERED, position + " was not delivered to this session");
    }
  }
}
