package dev.holdfast.broker.session;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the broker itself asks the client of one session, and that has not answered yet: at most one
 * question for each client that is about to connect. Owned by the session's lane.
 */
final class BackendQuestions {
  private final Session session;
  private final Map<Long, Consumer<@Nullable Payload>> open = new HashMap<>(0);
  private final AckCounter ackIds;

  BackendQuestions(Session session, AckCounter ackIds) {
    this.session = session;
    this.ackIds = ackIds;
  }

  /**
   * Asks.
   *
   * @param body the event's name and arguments
   * @param answer given what the ack function is called with; null when the session ends before
   */
  void ask(Bytes body, Consumer<@Nullable Payload> answer) {
    if (session.isAttached()) {
      long ackId = ackIds.next();
      open.put(ackId, answer);
      session.frames().ask(ackId, body);
    } else {
      answer.accept(null);
    }
  }

  /** Takes an answer; false when the ack id is of no question. */
  boolean answered(SocketPacket packet) {
    Consumer<@Nullable Payload> answer = open.remove(packet.ackId());
    if (answer != null) {
      answer.accept(packet.payload());
    }
    return answer != null;
  }

  /** The session is over: somebody else has to be asked. */
  void close() {
    List<Consumer<@Nullable Payload>> unanswered = List.copyOf(open.values());
    open.clear();
    unanswered.forEach(answer -> answer.accept(null));
  }
}
