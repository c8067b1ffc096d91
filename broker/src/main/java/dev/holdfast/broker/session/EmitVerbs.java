package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Origin;
import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.routing.EmitOptions;
import dev.holdfast.broker.routing.Route;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one session on their way to others: {@code $emit}, which says to whom, plain emits,
 * of which a route says it, and {@code $cancel}. Owned by the session's lane.
 */
final class EmitVerbs {
  private final Session session;
  private final SessionServices services;
  private final Routes routes;
  private final Answers answers;
  private final Permits permits;

  EmitVerbs(Session session, Routes routes, Answers answers) {
    this.session = session;
    this.services = session.services();
    this.routes = routes;
    this.answers = answers;
    this.permits = session.standing().permits();
  }

  /** {@code ["$emit",{options},"name",arg,…]}. */
  void emit(SocketPacket packet) throws RequestException {
    Payload request = packet.payload();
    EmitOptions options = EmitRequest.read(request, session.client().namespace());
    checkPublisher(options);
    LogRecord.Emit emit =
        record(permitted(request.text(2), options), request.from(2), packet, null);
    checkTime(emit);
    session.append(emit, applied -> answers.emitted(packet, emit, applied));
  }

  /** What is remembered of an event by its publisher needs one that is known, and alone. */
  private void checkPublisher(EmitOptions options) throws RequestException {
    boolean numbered = options.marks().seq() != LogRecord.Emit.NO_SEQ;
    if (session.client().isAnonymous() && numbered) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$emit key 'seq' needs a clientId: resends are known by client and number");
    }
    if (session.client().isAnonymous() && options.marks().handling().receipt()) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$emit key 'receipt' needs a clientId: the receipt comes through the client's queue");
    }
    if (session.request().shared() && numbered) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$emit key 'seq' needs a session that shares no queue: sessions of one client would use"
              + " the same numbers for different events");
    }
  }

  private static void checkTime(LogRecord.Emit emit) throws RequestException {
    if (emit.marks().handling().deliverAtMs() - emit.timeMs() > EmitOptions.MAX_AHEAD_MS) {
      throw new RequestException(
          ErrorCode.BAD_TIME, "$emit key 'deliverAt' must be within ten years, in ms since 1970");
    }
  }

  /** An event without options: the namespace has a route for its name. */
  void plainEmit(SocketPacket packet) throws RequestException {
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
      LogRecord.Emit emit = record(options, body, packet, origin);
      session.append(emit, applied -> answers.applied(packet, applied));
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
        : attachments.stream().map(EmitVerbs::withoutSlack).toList();
  }

  /** The tail keeps the event: it must not keep the whole of a long polling body with it. */
  private static Bytes withoutSlack(Bytes bytes) {
    return bytes.array().length > 2 * bytes.length() + 1024 ? bytes.compact() : bytes;
  }

  /**
   * Takes back what waits for its time.
   *
   * @param ofBackend that may also do so for others
   */
  void cancel(SocketPacket packet, boolean ofBackend) throws RequestException {
    Position position = Requests.cancel(packet.payload());
    long scheduled = services.positions().offset(position);
    boolean anyones = permits.mayCancelForOthers(ofBackend);
    session.append(
        new LogRecord.Cancel(session.client(), scheduled, anyones),
        applied -> answers.applied(packet, applied));
  }
}
