package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.Question;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.util.HashMap;
import java.util.Map;

/**
 * The questions that one session was sent and has not answered, by ack id. Those nobody waits for
 * any more are dropped from time to time. Owned by the session's lane.
 */
final class OpenQuestions {
  private static final int PRUNE_FROM = 16;

  private final Session session;
  private final AckCounter ackIds;
  private final Map<Long, Question> open = new HashMap<>(0);

  /** The size at which it is worth a look which questions are over. */
  private int pruneAt = PRUNE_FROM;

  OpenQuestions(Session session, AckCounter ackIds) {
    this.session = session;
    this.ackIds = ackIds;
  }

  /** The question is about to be sent; returns its ack id. */
  long ask(Question question) {
    if (open.size() >= pruneAt) {
      open.values().removeIf(Question::over);
      pruneAt = PRUNE_FROM + 2 * open.size();
    }
    long ackId = ackIds.next();
    open.put(ackId, question);
    question.asked(respondent());
    return ackId;
  }

  /** The question was for this session, which has no room for it. */
  void missed(Question question) {
    question.missed(respondent());
  }

  /** Takes an answer; false when the ack id is of no question. */
  boolean answered(SocketPacket packet) {
    Question question = open.remove(packet.ackId());
    if (question == null) {
      return false;
    }
    if (packet.payload().excess() == null) {
      question.answered(respondent(), new Content(packet.payload().body(), packet.attachments()));
    } else {
      question.gone(respondent());
    }
    return true;
  }

  /** The session is over: it answers nothing any more. */
  void close() {
    open.values().forEach(question -> question.gone(respondent()));
    open.clear();
  }

  private Question.Respondent respondent() {
    return new Question.Respondent(session.sid(), session.client());
  }
}
