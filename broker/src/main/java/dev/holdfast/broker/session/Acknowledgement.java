package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.protocol.Bytes;

/**
 * One way for a session to acknowledge: what its deliveries look like, and what counts as an
 * acknowledgement. Owned by the session's lane.
 */
interface Acknowledgement {
  /** As the client asks for it. */
  static Acknowledgement of(Session session, ConnectRequest request, AckCounter ackIds) {
    return switch (request.mode()) {
      case AUTO -> new ByHeartbeat(session);
      case OFFSET -> ByHeartbeat.withPosition(session, request.seen());
      case EACH -> new ByAckFunction(session, ackIds);
      case BATCH -> new ByVerb(session.lineage());
    };
  }

  /** The packet to deliver an event in that is to be acknowledged. */
  Bytes frame(Event event, WireForms forms);

  /**
   * The same of an event that was not handled before.
   *
   * @param attempt which one this is, from 2
   */
  default Bytes frameOfAttempt(Event event, WireForms forms, int attempt) {
    return frame(event, forms);
  }

  /**
   * The packet of an event that is shown once and not acknowledged: a volatile one, or one of a
   * room's history. The position of a volatile one is never told: after a crash it may be another
   * event's.
   */
  Bytes shown(Event event, WireForms forms);

  /** The packet to ask a question in: the client calls the ack function with its answer. */
  default Bytes question(WireForms forms, long ackId) {
    return forms.withAckId(ackId);
  }

  /** Called after the packet of an event that is to be acknowledged was queued. */
  default void delivered(Event event) {}

  /** The ping of this number is queued behind everything delivered so far. */
  default void onPing(long number) {}

  /** The ping of this number was answered, and so were those before. */
  default void onPong(long number) {}

  /** The client called the ack function of an event. */
  default void onAckPacket(long ackId) {}

  /** The session is over. */
  default void close() {}
}
