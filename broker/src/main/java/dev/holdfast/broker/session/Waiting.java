package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Question;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;

/**
 * All of one session that waits for an answer: its plain emits for replies, the questions it was
 * sent for its client's answers, the questions it asks for those of others, and its joins for what
 * the room held. Owned by the session's lane.
 */
final class Waiting {
  private final PendingReplies replies;
  private final OpenQuestions questions;
  private final Asks asks;
  private final BackendQuestions brokersOwn;
  private final Histories histories;
  private final RoomHistories roomHistories;

  Waiting(Session session, AckCounter ackIds) {
    this.replies = new PendingReplies(session);
    this.questions = new OpenQuestions(session, ackIds);
    this.asks = new Asks(session);
    this.brokersOwn = new BackendQuestions(session, ackIds);
    this.histories = new Histories(session, new Answers(session));
    this.roomHistories = new RoomHistories(session);
  }

  /** The emits that wait for a back-end's reply. */
  PendingReplies replies() {
    return replies;
  }

  /** The questions that the client, a back-end, asks. */
  Asks asks() {
    return asks;
  }

  /** What the broker itself asks the client, a back-end. */
  BackendQuestions brokersOwn() {
    return brokersOwn;
  }

  /** The joins that wait until what the room held has been shown. */
  Histories histories() {
    return histories;
  }

  /** The questions about what rooms held. */
  RoomHistories roomHistories() {
    return roomHistories;
  }

  /** What the session may do has changed, or may have. */
  void review() {
    histories.review();
  }

  /** The socket has room again. */
  void pump() {
    histories.pump();
    roomHistories.pump();
  }

  /**
   * The packet to deliver an event in; that of a question is noted.
   *
   * @param failed how many attempts to have it handled have failed before
   */
  Bytes frame(Event event, Acknowledgement acknowledgement, int failed) {
    Question question = event.question();
    WireForms forms = WireForms.of(event);
    if (question != null) {
      return acknowledgement.question(forms, questions.ask(question));
    }
    if (event.isVolatile()) {
      return acknowledgement.shown(event, forms);
    }
    return failed == 0
        ? acknowledgement.frame(event, forms)
        : acknowledgement.frameOfAttempt(event, forms, failed + 1);
  }

  /** A question was for this session, which had no room for it. */
  void missed(Question question) {
    questions.missed(question);
  }

  /** Takes the answer to a question; false when the packet is none. */
  boolean answered(SocketPacket packet) {
    return questions.answered(packet) || brokersOwn.answered(packet);
  }

  /** The session is over. */
  void close() {
    replies.close();
    questions.close();
    asks.close();
    brokersOwn.close();
    histories.close();
    roomHistories.close();
  }
}
