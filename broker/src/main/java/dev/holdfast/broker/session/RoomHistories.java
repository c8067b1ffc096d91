package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.RoomPages;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Answers one session's questions about what rooms held ({@code $history}), one after the other: so
 * a client that does not read its answers makes none. Owned by the session's lane.
 */
final class RoomHistories {
  /** How many questions may wait for their turn. */
  static final int MAX_WAITING = 16;

  private final Session session;
  private final Deque<Wanted> waiting = new ArrayDeque<>(0);

  /** Made when it is first needed. */
  private @Nullable RoomPages pages;

  /** Set while the first that waits is read for. */
  private boolean reading;

  private record Wanted(SocketPacket packet, HistoryRequest request) {}

  RoomHistories(Session session) {
    this.session = session;
  }

  /** Takes a question. */
  void ask(SocketPacket packet) throws RequestException {
    HistoryRequest request = HistoryRequest.read(packet.payload(), session.services().positions());
    session.standing().permits().history(request.room());
    if (waiting.size() >= MAX_WAITING) {
      throw new RequestException(
          ErrorCode.TOO_MANY_PENDING,
          "%d questions for rooms' history wait already, and no more may".formatted(MAX_WAITING));
    }
    waiting.add(new Wanted(packet, request));
    pump();
  }

  /** Goes on if the socket has room. */
  void pump() {
    while (!reading && !waiting.isEmpty() && session.ready()) {
      Wanted next = waiting.element();
      if (refuseIfForbidden(next)) {
        waiting.remove();
      } else {
        reading = true;
        read(next);
      }
    }
  }

  /** What has waited, or was read meanwhile, may not be allowed any more; true when it is not. */
  private boolean refuseIfForbidden(Wanted asked) {
    try {
      session.standing().permits().history(asked.request().room());
      return false;
    } catch (RequestException notAnyMore) {
      new Answers(session).refuse(asked.packet(), notAnyMore);
      return true;
    }
  }

  private void read(Wanted next) {
    HistoryRequest request = next.request();
    StreamName room = StreamName.room(session.client().namespace(), request.room());
    pages().read(room, request.from(), request.to(), request.limit(), page -> answer(next, page));
  }

  private RoomPages pages() {
    RoomPages made = pages;
    if (made == null) {
      made =
          new RoomPages(session.lane(), session.client(), session.services().core().readerLimits());
      pages = made;
    }
    return made;
  }

  private void answer(Wanted asked, RoomPages.Page page) {
    reading = false;
    waiting.remove();
    if (!refuseIfForbidden(asked)) {
      Content answer = HistoryAnswer.of(page, session.lineage());
      session.frames().answer(asked.packet().ackId(), answer.body(), answer.attachments());
    }
    pump();
  }

  /** The session is over. */
  void close() {
    waiting.clear();
    if (pages != null) {
      pages.close();
    }
  }
}
