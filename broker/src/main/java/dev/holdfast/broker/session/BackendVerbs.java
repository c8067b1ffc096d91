package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the back-ends of a namespace may do with its sessions, besides what every client may. Each
 * request is done on the lane of the session it is about. Owned by the lane of the back-end's own
 * session.
 */
final class BackendVerbs {
  /** About how long the answer to {@code $sessions} may get, in characters. */
  private static final int MAX_LIST_CHARS = 512 * 1024;

  private final Session session;
  private final SessionServices services;
  private final Backends backends;
  private final Answers answers;

  /**
   * For one session of a back-end.
   *
   * @param backends all of its namespace
   */
  BackendVerbs(Session session, Backends backends, Answers answers) {
    this.session = session;
    this.services = session.services();
    this.backends = backends;
    this.answers = answers;
  }

  /** A verb that back-ends alone have; some of {@code $join}, {@code $leave} is for all. */
  void onVerb(SocketPacket packet, Verb verb) throws RequestException {
    switch (verb) {
      case ASK -> session.waiting().asks().ask(packet);
      case SESSIONS -> sessions(packet);
      case DISCONNECT -> disconnect(packet);
      case REPLY -> reply(packet);
      default -> throw new IllegalArgumentException(verb.wireName());
    }
  }

  /** {@code $join} or {@code $leave} of another session or client. */
  void membership(SocketPacket packet, String room, Subject of) throws RequestException {
    ClientKey client = clientOf(of);
    boolean joins = packet.payload().name().equals("$join");
    if (joins) {
      checkMayBeIn(room, of);
    }
    LogRecord record = joins ? new LogRecord.Join(client, room) : new LogRecord.Leave(client, room);
    session.append(record, applied -> answers.applied(packet, named(of, applied)));
  }

  /** Who is not there now is looked at when he comes back. */
  private void checkMayBeIn(String room, Subject of) throws RequestException {
    for (Session standing : standing(of)) {
      if (!standing.standing().permits().mayBeIn(room)) {
        throw new RequestException(
            ErrorCode.FORBIDDEN,
            "%s '%s' may not be in the room '%s': 'member' or 'join' must have it"
                .formatted(of.isSession() ? "session" : "client", of.name(), room));
      }
    }
  }

  /** A session that is away is found by its sid if it is of an anonymous client. */
  private ClientKey clientOf(Subject subject) {
    if (!subject.isSession()) {
      return new ClientKey(namespace(), subject.name());
    }
    Session standing = services.directory().find(namespace(), subject.name());
    return standing == null ? ClientKey.anonymous(namespace(), subject.name()) : standing.client();
  }

  /** Who asked about a session is not told of a client. */
  private static Applied named(Subject subject, Applied applied) {
    boolean unknown =
        applied instanceof Applied.Refused refused
            && refused.refusal() == Applied.Refusal.UNKNOWN_CLIENT;
    return unknown && subject.isSession()
        ? new Applied.Refused(
            Applied.Refusal.UNKNOWN_SESSION, "no session '%s' stands".formatted(subject.name()))
        : applied;
  }

  /** {@code $rooms} of another session. */
  void rooms(SocketPacket packet, String sid) {
    Session found = services.directory().find(namespace(), sid);
    RoomsOf rooms = new RoomsOf();
    walk(found == null ? List.of() : List.of(found))
        .start(
            standing -> rooms.found = standing.queue().rooms(),
            () -> {
              if (rooms.found == null) {
                answers.refuse(
                    packet, ErrorCode.UNKNOWN_SESSION, "no session '%s' stands".formatted(sid));
              } else {
                answers.give(packet, Replies.rooms(rooms.found));
              }
            });
  }

  /** What a walk brings back. */
  private static final class RoomsOf {
    private @Nullable List<String> found;
  }

  private void sessions(SocketPacket packet) throws RequestException {
    SessionList list = new SessionList(BackendRequests.sessions(packet.payload()), MAX_LIST_CHARS);
    walk(services.directory().in(namespace()).stream().filter(this::isOfAClient).toList())
        .start(list::add, () -> answers.give(packet, list.toJson()));
  }

  /** A back-end that disconnects all the sessions it is told of must not disconnect itself. */
  private boolean isOfAClient(Session listed) {
    return !backends.contains(listed.client().clientId());
  }

  /** Of a session that is gone there is nothing left to do. */
  private void disconnect(SocketPacket packet) throws RequestException {
    BackendRequests.Disconnect request = BackendRequests.disconnect(packet.payload());
    walk(standing(request.subject()))
        .start(
            found -> found.disconnect(request.close()), () -> answers.give(packet, Replies.DONE));
  }

  private List<Session> standing(Subject subject) {
    if (!subject.isSession()) {
      return services.directory().of(new ClientKey(namespace(), subject.name()));
    }
    Session found = services.directory().find(namespace(), subject.name());
    return found == null ? List.of() : List.of(found);
  }

  private LaneWalk walk(List<Session> sessions) {
    return new LaneWalk(services.core(), session.lane(), sessions);
  }

  private void reply(SocketPacket packet) throws RequestException {
    BackendRequests.Reply reply = BackendRequests.reply(packet.payload());
    Session emitter = services.positions().isHere(reply.position()) ? emitterOf(reply) : null;
    if (emitter == null) {
      unknownReply(packet);
      return;
    }
    emitter
        .lane()
        .execute(
            () -> {
              if (hand(reply, packet, emitter)) {
                home(() -> answers.give(packet, Replies.DONE));
              } else {
                handLater(reply, packet, emitter);
              }
            });
  }

  /**
   * Whoever waits now: a client that lost its connection may have sent the emit again in another
   * session.
   */
  private @Nullable Session emitterOf(BackendRequests.Reply reply) {
    Session waiting = services.directory().awaitingReply(namespace(), reply.position().offset());
    return waiting == null ? services.directory().find(namespace(), reply.sid()) : waiting;
  }

  /**
   * The emitter's lane may not have heard yet that the event is stored, which the back-end's lane
   * has delivered already: it has when all that was submitted before is processed.
   */
  private void handLater(BackendRequests.Reply reply, SocketPacket packet, Session emitter) {
    services
        .core()
        .writer()
        .whenProcessed(
            emitter.lane(),
            () -> {
              boolean handed = hand(reply, packet, emitter);
              home(
                  () -> {
                    if (handed) {
                      answers.give(packet, Replies.DONE);
                    } else {
                      unknownReply(packet);
                    }
                  });
            });
  }

  private static boolean hand(BackendRequests.Reply reply, SocketPacket packet, Session emitter) {
    return emitter
        .waiting()
        .replies()
        .reply(reply.position().offset(), reply.body(), packet.attachments());
  }

  private void unknownReply(SocketPacket packet) {
    answers.refuse(packet, ErrorCode.UNKNOWN_REPLY, "nobody waits for this reply, or not any more");
  }

  private void home(Runnable task) {
    session.lane().execute(task);
  }

  private String namespace() {
    return session.client().namespace();
  }
}
