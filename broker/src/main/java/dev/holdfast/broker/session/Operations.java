package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.Listing;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.routing.EmitOptions;
import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * What an operator does to clients and their sessions, whatever these may do themselves: by records
 * of the log like those of the clients' own verbs, and on the lanes of the sessions. Any thread;
 * what is returned completes on a lane.
 */
public final class Operations {
  /** The operator's emits name no publisher: no client has such an id, and none is told it. */
  private static final String OPERATOR = "operator";

  private final SessionServices services;

  /** On what the sessions share. */
  public Operations(SessionServices services) {
    this.services = services;
  }

  /** An operator's request is not one; the message says what would be. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    private RefusedException(String code, String message) {
      super(message, null, false, false);
      this.code = code;
    }

    /** Of the same catalogue as on the wire. */
    public String code() {
      return code;
    }
  }

  /**
   * Appends a record, as if a client had asked for it.
   *
   * @return what became of it, once that is durable; fails with a {@link
   *     RejectedExecutionException} while the writer has more to do than it may hold
   */
  public CompletionStage<Applied> append(LogRecord record) {
    CompletableFuture<Applied> done = new CompletableFuture<>();
    Applied.Refused refusal = services.core().growth().refusal(record);
    if (refusal != null) {
      done.complete(refusal);
    } else if (services.core().writer().congested()) {
      done.completeExceptionally(new RejectedExecutionException("too much waits to be written"));
    } else {
      services.core().writer().append(record, home(), done::complete);
    }
    return done;
  }

  /**
   * Emits an event.
   *
   * @param request a JSON array: {@code ["$emit",{options},"name",arg,…]}, as on the wire
   * @throws RefusedException when it is not of that form
   */
  public CompletionStage<Applied> emit(String namespace, Bytes request) throws RefusedException {
    try {
      Payload payload = Payload.ofArray(request);
      Requests.checkReadable(payload);
      EmitOptions options = EmitRequest.read(payload, namespace);
      return append(
          new LogRecord.Emit(
              ClientKey.anonymous(namespace, OPERATOR),
              services.clock().getAsLong(),
              options.audience(),
              options.marks(),
              Content.of(payload.from(2).compact())));
    } catch (RequestException e) {
      throw new RefusedException(e.code().code(), String.valueOf(e.getMessage()));
    } catch (SocketProtocolException e) {
      throw new RefusedException(ErrorCode.BAD_REQUEST.code(), "this is no event");
    }
  }

  /**
   * Lists the sessions of a namespace by sid, without their rooms. Those that end meanwhile are
   * left out.
   *
   * @param after a sid; empty for from the first
   */
  public CompletionStage<Listing<StandingSession>> sessions(
      String namespace, String after, int limit) {
    List<Session> found = services.directory().after(namespace, after, limit + 1);
    boolean more = found.size() > limit;
    List<Session> page = more ? found.subList(0, limit) : found;
    String next = more ? page.get(limit - 1).sid() : null;
    return look(page, false).thenApply(seen -> new Listing<>(seen, next));
  }

  /** Whether a client has a session at this moment. */
  public boolean isConnected(ClientKey client) {
    return !services.directory().of(client).isEmpty();
  }

  /** The sessions of one client: one, the members of its shared queue, or none. */
  public CompletionStage<List<StandingSession>> sessionsOf(ClientKey client) {
    return look(services.directory().of(client), false);
  }

  /** The session of this sid: one, or none. */
  public CompletionStage<List<StandingSession>> session(String namespace, String sid) {
    return look(standing(namespace, sid), true);
  }

  private List<Session> standing(String namespace, String sid) {
    Session found = services.directory().find(namespace, sid);
    return found == null ? List.of() : List.of(found);
  }

  private CompletionStage<List<StandingSession>> look(List<Session> sessions, boolean withRooms) {
    List<StandingSession> seen = new ArrayList<>();
    return walk(sessions, session -> seen.add(describe(session, withRooms)))
        .thenApply(done -> seen);
  }

  private static StandingSession describe(Session session, boolean withRooms) {
    return new StandingSession(
        session.sid(),
        session.client(),
        session.request().mode().wireName(),
        session.request().shared(),
        session.queue().unacknowledged(),
        withRooms ? session.queue().rooms() : List.of());
  }

  /**
   * Ends a session.
   *
   * @param comeBack false tells its client that it is final, as a back-end's {@code $disconnect};
   *     true only loses the connection, with the sessions of all namespaces on it
   * @return how many stood
   */
  public CompletionStage<Integer> disconnect(String namespace, String sid, boolean comeBack) {
    return end(standing(namespace, sid), comeBack);
  }

  /** The same for all sessions of a client. */
  public CompletionStage<Integer> disconnect(ClientKey client, boolean comeBack) {
    return end(services.directory().of(client), comeBack);
  }

  private CompletionStage<Integer> end(List<Session> sessions, boolean comeBack) {
    List<Session> ended = new ArrayList<>();
    return walk(
            sessions,
            session -> {
              ended.add(session);
              end(session, comeBack);
            })
        .thenApply(done -> ended.size());
  }

  private static void end(Session session, boolean comeBack) {
    if (comeBack) {
      session.connection().close(CloseReason.SERVER_SHUTTING_DOWN);
    } else {
      session.dismiss(EndReason.SERVER_DISCONNECT);
    }
  }

  private CompletionStage<Void> walk(List<Session> sessions, Consumer<Session> visit) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    new LaneWalk(services.core(), home(), sessions).start(visit, () -> done.complete(null));
    return done;
  }

  /** Outcomes have to run on some lane. */
  private Lane home() {
    return services.core().lanes().get(0);
  }
}
