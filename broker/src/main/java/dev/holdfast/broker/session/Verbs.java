package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Origin;
import dev.holdfast.broker.queue.Past;
import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.routing.EmitOptions;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Route;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session's events ask for: the verbs, and plain emits. Each becomes a record for the shard
 * writer, whose outcome is the answer; a request that cannot be done is answered at once and
 * changes nothing. Owned by the session's lane.
 */
final class Verbs {
  private static final String KNOWN =
      "$join, $leave, $emit, $cancel, $ack, $nack, $rooms, $history and $deadLetters";

  private final Session session;
  private final SessionServices services;
  private final Routes routes;
  private final Answers answers;
  private final Positions positions;
  private final Permits permits;
  private final Joins joins;

  /** Null in a session that is of no back-end. */
  private final @Nullable BackendVerbs backend;

  Verbs(Session session, NamespaceRules rules) {
    this.session = session;
    this.services = session.services();
    this.routes = rules.routes();
    this.answers = new Answers(session);
    this.positions = services.positions();
    this.permits = session.standing().permits();
    this.joins = new Joins(session);
    boolean isBackend = rules.backends().contains(session.client().clientId());
    this.backend = isBackend ? new BackendVerbs(session, rules.backends(), answers) : null;
  }

  /** An event came from the client, on a connection with these {@code brakes}. */
  void onEvent(SocketPacket packet, Brakes brakes) {
    try {
      brakes.event();
      if (packet.payload().name().startsWith("$")) {
        verb(packet);
      } else {
        plainEmit(packet);
      }
    } catch (RequestException e) {
      answers.refuse(packet, e);
    }
  }

  private void verb(SocketPacket packet) throws RequestException {
    String name = packet.payload().name();
    Verb verb = Verb.of(name);
    if (verb == null) {
      throw new RequestException(
          ErrorCode.UNKNOWN_VERB, name + " is no verb; the verbs are " + KNOWN);
    }
    switch (verb) {
      case EMIT -> emit(packet);
      case CANCEL -> cancel(packet);
      case ACK -> ack(packet);
      case NACK -> nack(packet);
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
      append(packet, new LogRecord.Leave(session.client(), request.room()));
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
    if (request.of() != null) {
      permits.deadLettersOfOthers(backend != null);
    }
    new DeadLetterVerb(session, answers).onRequest(packet, request);
  }

  private BackendVerbs backend(String what) throws RequestException {
    if (backend == null) {
      throw new RequestException(
          ErrorCode.FORBIDDEN, what + " is for the back-ends of the namespace");
    }
    permits.backend("use " + what);
    return backend;
  }

  private void emit(SocketPacket packet) throws RequestException {
    Payload request = packet.payload();
    EmitOptions options = EmitRequest.read(request, session.client().namespace());
    if (session.client().isAnonymous() && options.marks().seq() != LogRecord.Emit.NO_SEQ) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$emit key 'seq' needs a clientId: resends are known by client and number");
    }
    if (session.client().isAnonymous() && options.marks().handling().receipt()) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$emit key 'receipt' needs a clientId: the receipt comes through the client's queue");
    }
    if (session.request().shared() && options.marks().seq() != LogRecord.Emit.NO_SEQ) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$emit key 'seq' needs a session that shares no queue: sessions of one client would use"
              + " the same numbers for different events");
    }
    LogRecord.Emit emit =
        record(permitted(request.text(2), options), request.from(2), packet, null);
    checkTime(emit);
    session.append(emit, applied -> answers.emitted(packet, emit, applied));
  }

  private static void checkTime(LogRecord.Emit emit) throws RequestException {
    if (emit.marks().handling().deliverAtMs() - emit.timeMs() > EmitOptions.MAX_AHEAD_MS) {
      throw new RequestException(
          ErrorCode.BAD_TIME, "$emit key 'deliverAt' must be within ten years, in ms since 1970");
    }
  }

  /** Takes back what waits for its time; a back-end may also do so for others. */
  private void cancel(SocketPacket packet) throws RequestException {
    Position position = Requests.cancel(packet.payload());
    long scheduled = positions.offset(position);
    boolean anyones = permits.mayCancelForOthers(backend != null);
    append(packet, new LogRecord.Cancel(session.client(), scheduled, anyones));
  }

  private void plainEmit(SocketPacket packet) throws RequestException {
    String name = packet.payload().name();
    Route route = routes.of(name);
    EmitOptions options = EmitOptions.routed(route.to(), session.client());
    if (options == null) {
      throw new RequestException(
          ErrorCode.REJECTED, "this namespace takes no plain emits named '" + name + "'");
    }
    options = permitted(name, options);
    if (route.idArgument() != Route.NO_ID) {
      options = options.withId(EmitRequest.idArgument(packet.payload(), route.idArgument()));
    }
    Bytes body = packet.payload().body();
    if (route.replies() && packet.hasAckId()) {
      awaitReply(packet, record(options, body, packet, new Origin(session.sid(), true)), route);
    } else {
      Origin origin = route.isToClient() ? new Origin(session.sid(), false) : null;
      append(packet, record(options, body, packet, origin));
    }
  }

  /** The same options, if the session may emit this event to whom they say. */
  private EmitOptions permitted(@Nullable String event, EmitOptions options)
      throws RequestException {
    boolean sidsAsRooms = permits.emit(String.valueOf(event), options.audience());
    return sidsAsRooms ? options : options.roomsOnly();
  }

  /** The ack function is called with what the back-end replies: only a refusal comes before. */
  private void awaitReply(SocketPacket packet, LogRecord.Emit record, Route route)
      throws RequestException {
    PendingReplies pending = session.waiting().replies();
    if (!pending.reserve()) {
      throw new RequestException(
          ErrorCode.TOO_MANY_PENDING,
          "%d emits wait for replies already, and no more may".formatted(PendingReplies.MAX));
    }
    session.append(
        record,
        applied -> {
          if (applied instanceof Applied.Stored stored) {
            pending.await(stored.offset(), packet.ackId(), route.replyTimeoutMs());
          } else {
            pending.release();
            answers.applied(packet, applied);
          }
        });
  }

  private LogRecord.Emit record(
      EmitOptions options, Bytes body, SocketPacket packet, @Nullable Origin origin) {
    return new LogRecord.Emit(
        session.client(),
        services.clock().getAsLong(),
        options.audience(),
        options.marks().withOrigin(origin),
        new Content(withoutSlack(body), withoutSlack(packet.attachments())));
  }

  private static List<Bytes> withoutSlack(List<Bytes> attachments) {
    return attachments.isEmpty()
        ? attachments
        : attachments.stream().map(Verbs::withoutSlack).toList();
  }

  /** The tail keeps the event: it must not keep the whole of a long polling body with it. */
  private static Bytes withoutSlack(Bytes bytes) {
    return bytes.array().length > 2 * bytes.length() + 1024 ? bytes.compact() : bytes;
  }

  private void append(SocketPacket packet, LogRecord record) {
    session.append(record, applied -> answers.applied(packet, applied));
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
      session.queue().acknowledged(() -> answers.give(packet, Replies.DONE));
    } else {
      session.queue().acknowledged();
    }
  }

  private void nack(SocketPacket packet) throws RequestException {
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
