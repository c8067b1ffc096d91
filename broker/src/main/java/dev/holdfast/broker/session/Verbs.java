package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.routing.EmitOptions;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import dev.holdfast.protocol.socketio.SocketPacketWriter;

/**
 * What a session's events ask for: the verbs, and plain emits. Each becomes a record for the shard
 * writer, whose outcome is the answer; a request that cannot be done is answered at once and
 * changes nothing. Owned by the session's lane.
 */
final class Verbs {
  private static final String KNOWN = "$join, $leave, $emit, $ack, $nack and $rooms";

  private final Session session;
  private final SessionServices services;
  private final Routes routes;

  Verbs(Session session, Routes routes) {
    this.session = session;
    this.services = session.services();
    this.routes = routes;
  }

  /** An event came from the client. */
  void onEvent(SocketPacket packet) {
    try {
      if (packet.payload().name().startsWith("$")) {
        verb(packet);
      } else {
        plainEmit(packet);
      }
    } catch (RequestException e) {
      refuse(packet, e.code(), String.valueOf(e.getMessage()));
    }
  }

  private void verb(SocketPacket packet) throws RequestException {
    Payload request = packet.payload();
    switch (request.name()) {
      case "$emit" -> emit(packet);
      case "$ack" -> ack(packet);
      case "$nack" -> nack(packet);
      case "$join" -> append(packet, new LogRecord.Join(session.client(), Requests.join(request)));
      case "$leave" ->
          append(packet, new LogRecord.Leave(session.client(), Requests.leave(request)));
      case "$rooms" ->
          session.queue().rooms(rooms -> session.reply(packet.ackId(), Replies.rooms(rooms)));
      default ->
          throw new RequestException(
              ErrorCode.UNKNOWN_VERB, request.name() + " is no verb; the verbs are " + KNOWN);
    }
  }

  private void emit(SocketPacket packet) throws RequestException {
    Payload request = packet.payload();
    EmitOptions options = Requests.emit(request, session.client().namespace());
    String name = String.valueOf(request.text(2));
    if (name.startsWith("$") || SocketPacketReader.isReserved(name)) {
      throw new RequestException(
          ErrorCode.RESERVED_NAME,
          "'" + name + "' is not a name for an event: it is the protocol's own");
    }
    if (session.isAnonymous() && options.seq() != LogRecord.Emit.NO_SEQ) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$emit key 'seq' needs a clientId: resends are known by client and number");
    }
    if (session.sharesItsQueue() && options.seq() != LogRecord.Emit.NO_SEQ) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$emit key 'seq' needs a session that shares no queue: sessions of one client would use"
              + " the same numbers for different events");
    }
    append(packet, record(options, request.from(2), packet));
  }

  private void plainEmit(SocketPacket packet) throws RequestException {
    String name = packet.payload().name();
    EmitOptions options = EmitOptions.routed(routes.of(name).to(), session.client());
    if (options == null) {
      throw new RequestException(
          ErrorCode.REJECTED, "this namespace takes no plain emits named '" + name + "'");
    }
    append(packet, record(options, packet.payload().body(), packet));
  }

  private LogRecord.Emit record(EmitOptions options, Bytes body, SocketPacket packet) {
    return new LogRecord.Emit(
        session.client(),
        options.seq(),
        services.clock().getAsLong(),
        options.targets(),
        options.except(),
        options.id(),
        withoutSlack(body),
        packet.attachments().stream().map(Verbs::withoutSlack).toList());
  }

  /** The tail keeps the event: it must not keep the whole of a long polling body with it. */
  private static Bytes withoutSlack(Bytes bytes) {
    return bytes.array().length > 2 * bytes.length() + 1024 ? bytes.compact() : bytes;
  }

  private void append(SocketPacket packet, LogRecord record) {
    session.append(record, applied -> answer(packet, applied));
  }

  private void answer(SocketPacket packet, Applied applied) {
    if (applied instanceof Applied.Stored stored) {
      session.reply(packet.ackId(), Replies.position(session.positionPrefix(), stored.offset()));
    } else if (applied instanceof Applied.Joined joined) {
      session.reply(packet.ackId(), Replies.position(session.positionPrefix(), joined.offset()));
    } else if (applied instanceof Applied.Refused refused) {
      ErrorCode code =
          switch (refused.refusal()) {
            case UNKNOWN_CLIENT -> ErrorCode.UNKNOWN_CLIENT;
            case UNKNOWN_SESSION, UNKNOWN_PID -> ErrorCode.UNKNOWN_SESSION;
            case SEQUENCE_PASSED -> ErrorCode.SEQUENCE_PASSED;
          };
      refuse(packet, code, refused.message());
    } else {
      session.reply(packet.ackId(), Replies.DONE);
    }
  }

  private void ack(SocketPacket packet) throws RequestException {
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
      session.queue().acknowledged(() -> session.reply(packet.ackId(), Replies.DONE));
    } else {
      session.queue().acknowledged();
    }
  }

  private void nack(SocketPacket packet) throws RequestException {
    if (session.acknowledgesByHeartbeat()) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$nack is for the modes each and batch: in this one the next pong acknowledges the event");
    }
    Requests.Nack nack = Requests.nack(packet.payload());
    long offset = nack.position().offset();
    check(nack.position());
    if (!session.queue().holds(offset)) {
      throw new RequestException(
          ErrorCode.NOT_DELIVERED, nack.position() + " is acknowledged already");
    }
    session.redeliveries().schedule(offset, nack.delayMs());
    session.reply(packet.ackId(), Replies.DONE);
  }

  /** An acknowledgement ahead of the deliveries would skip events: it is refused instead (P2). */
  private void check(Position position) throws RequestException {
    if (position.epoch() != services.core().epoch() || position.shard() != QueueCore.SHARD) {
      throw new RequestException(
          ErrorCode.BAD_POSITION, position + " is no position of this broker's history");
    }
    if (!session.queue().wasDelivered(position.offset())) {
      throw new RequestException(
          ErrorCode.NOT_DELIVERED, position + " was not delivered to this session");
    }
  }

  /** Answers the ack function if there is one; else says it in an event, so that it is not lost. */
  private void refuse(SocketPacket packet, ErrorCode code, String message) {
    if (packet.hasAckId()) {
      session.reply(packet.ackId(), Replies.error(code, message));
    } else if (session.isActive()) {
      session.send(
          SocketPacketWriter.event(
              session.client().namespace(),
              SocketPacket.NO_ACK_ID,
              Replies.errorEvent(code, message)));
    }
  }
}
