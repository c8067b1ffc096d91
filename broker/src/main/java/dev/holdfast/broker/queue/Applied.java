package dev.holdfast.broker.queue;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What became of a {@link LogRecord} when the view applied it. */
public sealed interface Applied {
  /**
   * The event is in the log.
   *
   * @param offset where it stands; of the first try when this was a resend (P5)
   * @param duplicate true when it had been stored before and was not stored again
   * @param dropped what queues that are full have lost by it
   */
  record Stored(long offset, boolean duplicate, List<Dropped> dropped) implements Applied {
    /** Nothing was dropped. */
    Stored(long offset, boolean duplicate) {
      this(offset, duplicate, List.of());
    }

    /** How many queues the event itself did not enter. */
    public int notTaken() {
      int count = 0;
      for (Dropped each : dropped) {
        count += each.gap().hole() == QueueGap.Hole.NOTHING ? 1 : 0;
      }
      return count;
    }
  }

  /** Events were dropped from a client's queue. */
  record Dropped(ClientKey client, QueueGap gap) implements Applied {}

  /**
   * The event has entered its streams, if it was still waiting.
   *
   * @param gone clients it was for that are not known any more
   * @param dropped what queues that are full have lost by it
   */
  record Entered(List<StreamName> gone, List<Dropped> dropped) implements Applied {}

  /**
   * Publishers have been told what became of their events, or are about to be, if they are to.
   *
   * @param dropped what their queues have lost by it, where they were full
   */
  record Told(List<Dropped> dropped) implements Applied {}

  /** What waited was taken back, or {@code done} is false: it did not wait, or not any more. */
  record Cancelled(boolean done) implements Applied {}

  /** The volatile event goes to the sessions that can take it now. */
  record Passed() implements Applied {}

  /** The client is known and attached. */
  record Connected(ClientSnapshot client) implements Applied {}

  /** The client has a queue. */
  record Declared() implements Applied {}

  /**
   * The client is a member of the room.
   *
   * @param offset since when
   */
  record Joined(long offset, Membership membership) implements Applied {}

  /** The client is not, or no longer, a member of the room. */
  record Left(long offset, StreamName room) implements Applied {}

  /**
   * The client is not, or no longer, a member of the room, and gets nothing of it any more.
   *
   * @param offset where that is written down
   * @param dropped what waited for it there; null for nothing
   */
  record Banished(long offset, StreamName room, @Nullable Dropped dropped) implements Applied {}

  /** The cursor stands where the record said, or further. */
  record Acked() implements Applied {}

  /**
   * What becomes of events whose attempts failed. One that was acknowledged before is in neither.
   *
   * @param retries those that are delivered again, by offset
   * @param dead offsets of those that are dead letters now, and acknowledged
   */
  record Retried(SortedMap<Long, Attempt> retries, List<Long> dead) implements Applied {}

  /** So many dead letters were deleted. */
  record Purged(int deadLetters) implements Applied {}

  /** The session has ended. */
  record Ended() implements Applied {}

  /** The client is forgotten. */
  record Forgotten() implements Applied {}

  /** The client was away for too long and is forgotten. */
  record Expired() implements Applied {}

  /** So much of a stream was given up. */
  record Trimmed(StreamCount count) implements Applied {}

  /** The number of a room was taken back. */
  record Retired() implements Applied {}

  /** What was to be given up is needed after all. */
  record Kept() implements Applied {}

  /** The record changed nothing, and this is why. */
  record Refused(Refusal refusal, String message) implements Applied {
    /** Of a record of a client, or for one, that is not known. */
    static Refused unknown(ClientKey client) {
      return new Refused(
          Refusal.UNKNOWN_CLIENT,
          "client '%s' is not known: a client has a queue from its first connect on"
              .formatted(client.clientId()));
    }

    /** Of an event that would have to wait among too many. */
    static Refused tooManyScheduled(long waiting) {
      return new Refused(
          Refusal.TOO_MANY_SCHEDULED,
          "%d events wait for their time, and no more may".formatted(waiting));
    }

    /** Of an event to be kept in a room that keeps too many. */
    static Refused tooManyRetained(int names) {
      return new Refused(
          Refusal.TOO_MANY_RETAINED,
          "a room it is for keeps the last events of %d names, and no more may".formatted(names));
    }

    /** Of an event of a publisher that waits for too many receipts. */
    static Refused tooManyReceipts(int waiting) {
      return new Refused(
          Refusal.TOO_MANY_RECEIPTS,
          "%d events of this client wait for receipts, and no more may".formatted(waiting));
    }

    /** Of an event for a client whose queue is full. */
    static Refused full(ClientState client, GapReason limit) {
      QueueLimits limits = client.limits;
      return new Refused(
          Refusal.QUEUE_FULL,
          "the queue of client '%s' is full: it may hold %s"
              .formatted(
                  client.key.clientId(),
                  limit == GapReason.QUEUE_BYTES
                      ? limits.maxBytes() + " bytes"
                      : limits.maxEvents() + " events"));
    }

    /** Of an event for a client or a session that is not known. */
    static Refused unknown(StreamName target) {
      return target.kind() == StreamName.Kind.SESSION
          ? new Refused(
              Refusal.UNKNOWN_SESSION,
              "session '%s' is not known, or not any more".formatted(target.name()))
          : unknown(new ClientKey(target.namespace(), target.name()));
    }
  }

  /** Why a record can be refused when it is applied. */
  enum Refusal {
    /** The record is of, or an event is addressed to, a client that is not known. */
    UNKNOWN_CLIENT,
    /** An event is addressed to a session that is not known. */
    UNKNOWN_SESSION,
    /** The dead letter is not there, or not any more. */
    UNKNOWN_DEAD_LETTER,
    /** The session to recover is not known, or not by that pid. */
    UNKNOWN_PID,
    /**
     * A sequence number below one that is stored, which itself is not, or is too old to be known.
     */
    SEQUENCE_PASSED,
    /** As many events wait for their time as may. */
    TOO_MANY_SCHEDULED,
    /** A room keeps the last events of as many names as it may. */
    TOO_MANY_RETAINED,
    /** The publisher waits for as many receipts as it may. */
    TOO_MANY_RECEIPTS,
    /** A queue that the event is for is full, and takes no more until its client acknowledges. */
    QUEUE_FULL,
    /** The store may not grow: its disk is nearly full. */
    READ_ONLY
  }
}
