package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Past;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacket;
import org.jspecify.annotations.Nullable;

/**
 * What a session's events ask for: takes each to the class that does it. Most become a record for
 * the shard writer, whose outcome is the answer; a request that cannot be done is answered at once
 * and changes nothing. Owned by the session's lane.
 */
final class Verbs {
  private static final String KNOWN =
      "$join, $leave, $emit, $cancel, $ack, $nack, $rooms, $history and $deadLetters";

  private final Session session;
  private final Answers answers;
  private final EmitVerbs emits;
  private final AckVerbs acks;
  private final Positions positions;
  private final Permits permits;
  private final Joins joins;

  /** Null in a session that is of no back-end. */
  private final @Nullable BackendVerbs backend;

  Verbs(Session session, NamespaceRules rules) {
    this.session = session;
    this.answers = new Answers(session);
    this.emits = new EmitVerbs(session, rules.routes(), answers);
    this.acks = new AckVerbs(session, answers);
    this.positions = session.services().positions();
    this.permits = session.standing().permits();
    this.joins = new Joins(session);
    boolean isBackend = rules.backends().contains(session.client().clientId());
    this.backend = isBackend ? new BackendVerbs(session, rules.backends(), answers) : null;
  }

  /** An event came from the client, on a connection with these {@code brakes}. */
  void onEvent(SocketPacket packet, Brakes brakes) {
    try {
      if (acknowledges(packet)) {
        brakes.acknowledgement();
      } else {
        brakes.event();
      }
      Requests.checkReadable(packet.payload());
      if (packet.payload().name().startsWith("$")) {
        verb(packet);
      } else {
        emits.plainEmit(packet);
      }
    } catch (RequestException e) {
      answers.refuse(packet, e);
    }
  }

  private static boolean acknowledges(SocketPacket packet) {
    Verb verb = Verb.of(packet.payload().name());
    return verb == Verb.ACK || verb == Verb.NACK;
  }

  private void verb(SocketPacket packet) throws RequestException {
    String name = packet.payload().name();
    Verb verb = Verb.of(name);
    if (verb == null) {
      throw new RequestException(
          ErrorCode.UNKNOWN_VERB, name + " is no verb; the verbs are " + KNOWN);
    }
    switch (verb) {
      case EMIT -> emits.emit(packet);
      case CANCEL -> emits.cancel(packet, backend != null);
      case ACK -> acks.ack(packet);
      case NACK -> acks.nack(packet);
      case JOIN, LEAVE -> membership(packet);
      case ROOMS -> rooms(packet);
      case DEAD_LETTERS -> deadLetters(packet);
      case TOKEN -> token(packet);
      case HISTORY -> session.waiting().roomHistories().ask(packet);
      case ASK, SESSIONS, DISCONNECT, REPLY -> backend(name).onVerb(packet, verb);
    }
  }

  /** {@code ["$token","<token>"]}: a new credential for the time after the old one. */
  private void token(SocketPacket packet) throws RequestException {
    Payload request = packet.payload();
    String token = request.size() == 2 ? request.text(1) : null;
    if (token == null) {
      throw new RequestException(ErrorCode.BAD_REQUEST, "$token takes a token, as a text");
    }
    session.credential().renew(token, answer -> answers.renewed(packet, answer));
  }

  private void membership(SocketPacket packet) throws RequestException {
    String verb = packet.payload().name();
    MembershipRequest request = MembershipRequest.read(verb, packet.payload(), positions);
    Subject other = request.of();
    if (other != null) {
      backend(verb + " of others").membership(packet, request.room(), other);
      return;
    }
    if (verb.equals("$join")) {
      session.standing().mayJoin(request.room());
    }
    if (request.history() != null) {
      permits.history(request.room());
      joinWithPast(packet, request.room(), request.history());
    } else if (verb.equals("$join")) {
      join(packet, request.room());
    } else {
      joins.leaving();
      session.append(
          new LogRecord.Leave(session.client(), request.room()),
          applied -> answers.applied(packet, applied));
    }
  }

  private void join(SocketPacket packet, String room) throws RequestException {
    joins.begin(room);
    session.append(
        new LogRecord.Join(session.client(), room),
        applied -> {
          joins.end();
          answers.applied(packet, applied);
        });
  }

  /** So few of these wait at a time that they need not be counted among those under way. */
  private void joinWithPast(SocketPacket packet, String room, Past past) throws RequestException {
    joins.begin(room);
    joins.end();
    session.waiting().histories().join(packet, room, past);
  }

  private void rooms(SocketPacket packet) throws RequestException {
    String sid = BackendRequests.rooms(packet.payload());
    if (sid == null) {
      session.queue().rooms(rooms -> answers.give(packet, Replies.rooms(rooms)));
    } else {
      backend("$rooms of others").rooms(packet, sid);
    }
  }

  private void deadLetters(SocketPacket packet) throws RequestException {
    DeadLetterRequest request = DeadLetterRequest.read(packet.payload(), positions);
    new DeadLetterVerb(session, answers, backend != null).onRequest(packet, request);
  }

  private BackendVerbs backend(String what) throws RequestException {
    if (backend == null) {
      throw new RequestException(
          ErrorCode.FORBIDDEN, what + " is for the back-ends of the namespace");
    }
    permits.backend("use " + what);
    return backend;
  }
}
