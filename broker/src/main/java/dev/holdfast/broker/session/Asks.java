package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.HashMap;
import java.util.Map;

/**
 * The verb {@code $ask} of one session: an event goes to every session it is for that is there, and
 * the answers come back together. Owned by the session's lane.
 */
final class Asks {
  /** How many questions of one session may be open at a time. */
  static final int MAX_OPEN = 1000;

  private static final long DEFAULT_TIMEOUT_MS = 5_000;

  /** Ten minutes, in milliseconds. */
  private static final long MAX_TIMEOUT_MS = 600_000;

  private final Session session;
  private final Answers answers;
  private final Map<Poll, Timers.Timer> open = new HashMap<>(0);

  Asks(Session session) {
    this.session = session;
    this.answers = new Answers(session);
  }

  /** What {@code $ask} says whom to ask, and how long to wait, in milliseconds. */
  private record Request(Audience audience, long timeoutMs) {}

  /** {@code ["$ask",{targets,"timeoutMs":5000},"name",arg,…]}. */
  void ask(SocketPacket packet) throws RequestException {
    Request request = read(packet.payload());
    if (!packet.hasAckId()) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST, "$ask needs an ack function: it is called with the answers");
    }
    if (open.size() >= MAX_OPEN) {
      throw new RequestException(
          ErrorCode.TOO_MANY_PENDING,
          "%d questions wait for answers already, and no more may".formatted(MAX_OPEN));
    }
    String event = String.valueOf(packet.payload().text(2));
    boolean sidsAsRooms = session.standing().permits().emit(event, request.audience());
    Audience audience = sidsAsRooms ? request.audience() : request.audience().roomsOnly();
    Poll poll = open(packet, request);
    LogRecord.Emit emit =
        new LogRecord.Emit(
            session.client(),
            session.services().clock().getAsLong(),
            audience,
            EmitMarks.asking(poll),
            new Content(packet.payload().from(2), packet.attachments()));
    session.append(emit, applied -> applied(packet, poll, applied));
  }

  private Request read(Payload payload) throws RequestException {
    EmitRequest.checkName("$ask", payload);
    long timeoutMs = DEFAULT_TIMEOUT_MS;
    RequestReader in = new RequestReader("$ask", payload.element(1));
    AudienceReader audience = new AudienceReader(session.client().namespace(), in);
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (key.equals("timeoutMs")) {
        timeoutMs = in.number(key, MAX_TIMEOUT_MS);
      } else if (!audience.take(key)) {
        throw in.unknown(key, AudienceReader.KEYS + ", timeoutMs");
      }
    }
    return new Request(audience.audience(), timeoutMs);
  }

  private Poll open(SocketPacket packet, Request request) {
    int lanes = session.services().core().lanes().size();
    Poll poll =
        new Poll(
            session.lane(),
            lanes,
            request.audience().targets(),
            (asked, result) -> complete(asked, packet, result));
    open.put(poll, session.services().timers().after(request.timeoutMs(), poll::complete));
    return poll;
  }

  private void complete(Poll poll, SocketPacket packet, Content result) {
    close(poll);
    session.frames().answer(packet.ackId(), result.body(), result.attachments());
  }

  /** Only a refusal is an answer: else those of the sessions are. */
  private void applied(SocketPacket packet, Poll poll, Applied applied) {
    if (applied instanceof Applied.Refused) {
      poll.giveUp();
      close(poll);
      answers.applied(packet, applied);
    }
  }

  private void close(Poll poll) {
    Timers.Timer timeout = open.remove(poll);
    if (timeout != null) {
      timeout.cancel();
    }
  }

  /** The session is over: nobody waits for the answers any more. */
  void close() {
    open.forEach(
        (poll, timeout) -> {
          poll.giveUp();
          timeout.cancel();
        });
    open.clear();
  }
}
