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

  /** It may have waited long. */
  private void begin() {
    Wanted next = waiting.element();
    if (!refuseIfForbidden(next)) {
      session.append(
          new LogRecord.Join(session.client(), next.room()), applied -> joined(next, applied));
    }
  }

  private void joined(Wanted wanted, Applied applied) {
    if (!session.isActive()) {
      return;
    }
    if (!(applied instanceof Applied.Joined joined)) {
      answered(wanted, applied);
    } else if (!refuseIfForbidden(wanted)) {
      show(wanted, joined);
    }
  }

  private void show(Wanted wanted, Applied.Joined joined) {
    // What was handed over before was this room's too if the client had been a member.
    long upTo = Math.max(wanted.queue().handedOver(), joined.offset());
    History.Range range =
        new History.Range(session.client(), joined.membership(), wanted.history(), upTo);
    History history =
        new History(
            session.lane(),
            range,
            session.services().core().readerLimits(),
            new Shown(wanted, joined));
    showing = history;
    history.pump();
  }

  /**
   * What the session may do has changed, or may have, and it has left what it must: nothing more is
   * shown of a room that it may not see any more.
   */
  void review() {
    if (showing != null) {
      refuseIfForbidden(waiting.element());
    }
  }

  /** Refuses a join that is not allowed any more, however far it has come; true when it was. */
  private boolean refuseIfForbidden(Wanted wanted) {
    try {
      session.standing().mayJoin(wanted.room());
      session.standing().permits().history(wanted.room());
      return false;
    } catch (RequestException notAnyMore) {
      stopShowing();
      answers.refuse(wanted.packet(), notAnyMore);
      // The queue may hold events of the room: it goes on when the room has been left.
      session.services().core().writer().whenProcessed(session.lane(), () -> goOn(wanted));
      return true;
    }
  }

  private void answered(Wanted wanted, Applied applied) {
    showing = null;
    answers.applied(wanted.packet(), applied);
    goOn(wanted);
  }

  private void goOn(Wanted wanted) {
    if (waiting.poll() == null) {
      return; // The session has ended meanwhile.
    }
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

  private void stopShowing() {
    if (showing != null) {
      showing.close();
      showing = null;
    }
  }

  /** The session is over. */
  void close() {
    stopShowing();
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
