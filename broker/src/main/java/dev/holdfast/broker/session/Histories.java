package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.History;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Past;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Shows one session what rooms held, as it joins them: first the past, then the answer to the join,
 * then what comes. Until then its queue is held, so that nothing comes twice or out of order. One
 * room at a time. Owned by the session's lane.
 */
final class Histories {
  /** How many joins with history may wait for their turn. */
  static final int MAX_WAITING = 16;

  private final Session session;
  private final Answers answers;
  private final Deque<Wanted> waiting = new ArrayDeque<>(0);

  /** Set while the past of the first room that waits is shown. */
  private @Nullable History showing;

  private record Wanted(OwnQueue queue, SocketPacket packet, String room, Past history) {}

  Histories(Session session, Answers answers) {
    this.session = session;
    this.answers = answers;
  }

  /** Joins a room and shows its past. */
  void join(SocketPacket packet, String room, Past history) throws RequestException {
    if (!(session.queue() instanceof OwnQueue queue)) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "$join shows what a room held to sessions that share no queue: keys 'from', 'last' and "
              + "'retained'");
    }
    if (waiting.size() >= MAX_WAITING) {
      throw new RequestException(
          ErrorCode.TOO_MANY_PENDING,
          "%d joins with history wait already, and no more may".formatted(MAX_WAITING));
    }
    waiting.add(new Wanted(queue, packet, room, history));
    if (waiting.size() == 1) {
      queue.hold();
      begin();
    }
  }

  /** It may have waited long: what it may do is looked at again. */
  private void begin() {
    Wanted next = waiting.element();
    try {
      session.standing().mayJoin(next.room());
      session.standing().permits().history(next.room());
    } catch (RequestException notAnyMore) {
      answers.refuse(next.packet(), notAnyMore);
      goOn(next);
      return;
    }
    session.append(
        new LogRecord.Join(session.client(), next.room()), applied -> joined(next, applied));
  }

  private void joined(Wanted wanted, Applied applied) {
    if (!session.isActive()) {
      return;
    }
    if (applied instanceof Applied.Joined joined) {
      // What was handed over before was this room's too if the client had been a member.
      long upTo = Math.max(wanted.queue().handedOver(), joined.offset());
      History.Range range =
          new History.Range(session.client(), joined.membership(), wanted.history(), upTo);
      History history =
          new History(
              session.lane(),
              range,
              session.services().core().readerLimits(),
              new Shown(wanted, applied));
      showing = history;
      history.pump();
    } else {
      answered(wanted, applied);
    }
  }

  private void answered(Wanted wanted, Applied applied) {
    showing = null;
    answers.applied(wanted.packet(), applied);
    goOn(wanted);
  }

  private void goOn(Wanted wanted) {
    waiting.remove();
    if (waiting.isEmpty()) {
      wanted.queue().release();
    } else {
      begin();
    }
  }

  /** The socket has room again. */
  void pump() {
    if (showing != null) {
      showing.pump();
    }
  }

  /** The session is over. */
  void close() {
    if (showing != null) {
      showing.close();
      showing = null;
    }
    waiting.clear();
  }

  private final class Shown implements History.Sink {
    private final Wanted wanted;
    private final Applied joined;

    Shown(Wanted wanted, Applied joined) {
      this.wanted = wanted;
      this.joined = joined;
    }

    @Override
    public boolean ready() {
      return session.ready();
    }

    @Override
    public void show(Event event) {
      session.frames().show(event);
    }

    @Override
    public void finished() {
      answered(wanted, joined);
    }
  }
}
