package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;

/** Answers what the events of one session ask for. Owned by the session's lane. */
final class Answers {
  private final Session session;

  Answers(Session session) {
    this.session = session;
  }

  /** Calls the ack function with one JSON value. */
  void give(SocketPacket packet, Bytes value) {
    session.frames().answer(packet.ackId(), value);
  }

  /** The record that the packet asked for was processed. */
  void applied(SocketPacket packet, Applied applied) {
    if (applied instanceof Applied.Stored stored) {
      give(packet, Replies.confirm(session.lineage().position(stored.offset()), stored.notTaken()));
    } else if (applied instanceof Applied.Joined joined) {
      give(packet, Replies.position(session.lineage().position(joined.offset())));
    } else if (applied instanceof Applied.Cancelled cancelled) {
      give(packet, Replies.cancelled(cancelled.done()));
    } else if (applied instanceof Applied.Refused refused) {
      refuse(packet, codeOf(refused.refusal()), refused.message());
    } else {
      give(packet, Replies.DONE);
    }
  }

  /**
   * The same for an emit that may wait: the confirm says until when, also that of a resend that
   * came when the time was over.
   */
  void emitted(SocketPacket packet, LogRecord.Emit emit, Applied applied) {
    long deliverAtMs = emit.marks().handling().deliverAtMs();
    if (deliverAtMs > 0 && applied instanceof Applied.Stored stored) {
      give(
          packet,
          Replies.scheduled(
              session.lineage().position(stored.offset()), deliverAtMs, stored.notTaken()));
    } else {
      applied(packet, applied);
    }
  }

  private static ErrorCode codeOf(Applied.Refusal refusal) {
    return switch (refusal) {
      case UNKNOWN_CLIENT -> ErrorCode.UNKNOWN_CLIENT;
      case UNKNOWN_SESSION, UNKNOWN_PID -> ErrorCode.UNKNOWN_SESSION;
      case UNKNOWN_DEAD_LETTER -> ErrorCode.BAD_POSITION;
      case READ_ONLY -> ErrorCode.READ_ONLY;
      case SEQUENCE_PASSED -> ErrorCode.SEQUENCE_PASSED;
      case TOO_MANY_SCHEDULED -> ErrorCode.TOO_MANY_SCHEDULED;
      case TOO_MANY_RETAINED -> ErrorCode.TOO_MANY_RETAINED;
      case TOO_MANY_RECEIPTS -> ErrorCode.TOO_MANY_RECEIPTS;
      case QUEUE_FULL -> ErrorCode.QUEUE_FULL;
    };
  }

  /** A new credential was checked. */
  void renewed(SocketPacket packet, LiveCredential.Renewal renewal) {
    if (renewal.refusal() == null) {
      give(packet, Replies.expiry(renewal.expiresAtMs()));
    } else {
      refuse(packet, ErrorCode.UNAUTHORIZED, renewal.refusal());
    }
  }

  /** As {@link #refuse(SocketPacket, RequestException)}. */
  void refuse(SocketPacket packet, ErrorCode code, String message) {
    refuse(packet, new RequestException(code, message));
  }

  /** Says it to the ack function if there is one; else in an event, so that it is not lost. */
  void refuse(SocketPacket packet, RequestException refusal) {
    session.services().insight().counters().countRefused(refusal.code());
    if (packet.hasAckId()) {
      give(packet, Replies.error(refusal));
    } else if (session.isActive()) {
      session.frames().say(Replies.errorEvent(refusal));
    }
  }
}
