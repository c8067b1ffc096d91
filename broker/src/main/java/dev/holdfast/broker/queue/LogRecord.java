package dev.holdfast.broker.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a shard's log. Everything the broker knows follows from applying these in order, so
 * a record carries all its consequences depend on, the time included.
 */
public sealed interface LogRecord {
  /** Whose records those are that no client asked for. */
  ClientKey NOBODY = new ClientKey("", "");

  /** The client whose record this is. */
  ClientKey client();

  /** False when nobody is told that it is durable: else its commit must be synced (P1). */
  default boolean synced() {
    return true;
  }

  /** True when it is refused while the store may not grow. */
  default boolean growsStore() {
    return false;
  }

  /** Roughly how much memory it holds while it waits, in bytes. */
  default int weight() {
    return 100;
  }

  /** A record that nobody waits for: it is durable with the next that somebody does wait for. */
  sealed interface Unanswered extends LogRecord {
    @Override
    default boolean synced() {
      return false;
    }
  }

  /**
   * An event.
   *
   * @param client the publisher
   * @param timeMs when the broker took it, milliseconds since 1970
   */
  record Emit(ClientKey client, long timeMs, Audience audience, EmitMarks marks, Content content)
      implements LogRecord {
    /** {@code seq} of an emit that is not numbered. */
    public static final long NO_SEQ = -1;

    /** A volatile one is not there after a crash, and nobody is told where it stands. */
    @Override
    public boolean synced() {
      return !marks.isVolatile();
    }

    @Override
    public boolean growsStore() {
      return !marks.isVolatile();
    }

    @Override
    public int weight() {
      return 200 + content.length() + namesWeight();
    }

    /** True when it waits until its time comes. */
    boolean isScheduled() {
      return marks.handling().deliverAtMs() > timeMs;
    }

    /** The same event, taken by the broker at another time, which is also when it enters. */
    Emit at(long otherTimeMs) {
      return new Emit(client, otherTimeMs, audience, marks, content);
    }

    /** The same event for others. */
    Emit to(Audience others) {
      return new Emit(client, timeMs, others, marks, content);
    }

    /** The same event with another time to live. */
    Emit withTtl(long ttlMs) {
      Handling handling = marks.handling().withTtl(ttlMs);
      return new Emit(client, timeMs, audience, marks.withHandling(handling), content);
    }

    /** True when the broker itself says it: no client can emit such a name. */
    boolean isBrokersOwn() {
      return content.isBrokersOwn();
    }

    /** Roughly the memory of the names an emit may have many of, in bytes. */
    int namesWeight() {
      return audience.weight() + marks.weight();
    }
  }

  /**
   * The time of an event has come: it enters the queues of those who are its members now, at the
   * offset of this record. Without effect when it does not wait any more.
   *
   * @param client its publisher
   * @param timeMs what time it is, milliseconds since 1970
   * @param scheduled offset of the emit
   */
  record Enter(ClientKey client, long timeMs, long scheduled) implements LogRecord {}

  /**
   * An event is not to enter when its time comes.
   *
   * @param scheduled offset of the emit
   * @param anyones false when only the publisher's own is taken back
   */
  record Cancel(ClientKey client, long scheduled, boolean anyones) implements LogRecord {}

  /**
   * All who were members of a room have acknowledged what it held up to an offset, or are not to
   * get it any more. Appended by the sweep that finds it, so that receipts are told.
   *
   * @param stream the room's number, or that of everyone
   * @param upTo the offset
   */
  record Passed(long stream, long upTo) implements Unanswered {
    @Override
    public ClientKey client() {
      return NOBODY;
    }
  }

  /**
   * A publisher is told what became of an event of its own that it wanted a receipt for. Without
   * effect when it was told before, or there is nothing to tell yet.
   *
   * @param client the publisher
   * @param event offset of the event
   * @param timeMs what time it is, milliseconds since 1970
   */
  record Told(ClientKey client, long event, long timeMs) implements LogRecord {}

  /**
   * A client connects; one not known yet is created.
   *
   * @param from where the queue of a new client starts: the offset before the first event it is to
   *     get, or {@link #LATEST}
   * @param lifetime how long a new client is known
   * @param session what its session is called, unless it recovers an earlier one
   * @param presentedPid names the session to recover; null for none. An anonymous client that
   *     cannot recover it is refused: its name is that of the session it asks for
   */
  record Connect(
      ClientKey client,
      long from,
      Lifetime lifetime,
      SessionIdentity session,
      @Nullable String presentedPid)
      implements LogRecord {
    /** The queue starts with what is emitted after this record. */
    public static final long LATEST = -1;

    @Override
    public boolean synced() {
      return lifetime == Lifetime.DURABLE;
    }

    /** True when it is of no use unless the session is recovered. */
    boolean mustRecover() {
      return presentedPid != null && client.isAnonymous();
    }
  }

  /**
   * The session of a client has ended; it may be recovered.
   *
   * @param timeMs when, in milliseconds since 1970
   */
  record Disconnect(ClientKey client, long timeMs) implements Unanswered {}

  /**
   * The session of a client is over for good: its sid means nobody, its pid recovers nothing.
   *
   * @param timeMs when, in milliseconds since 1970, unless it was away before
   */
  record EndSession(ClientKey client, long timeMs) implements Unanswered {}

  /**
   * A client is to have a queue from here on, if it has none yet, whether or not it connects. What
   * relies on that comes later in the log, and is synced if anybody is told of it.
   */
  record Declare(ClientKey client) implements Unanswered {}

  /** A client becomes a member of a room, from the event after this record on (P6). */
  record Join(ClientKey client, String room) implements LogRecord {
    @Override
    public boolean growsStore() {
      return true;
    }
  }

  /** A client leaves a room: what was emitted before this record is still its own (P2, P6). */
  record Leave(ClientKey client, String room) implements LogRecord {}

  /**
   * A client may not be in a room: it is no member any more, and what waits for it there is dropped
   * with a gap.
   *
   * @param timeMs when that was found, milliseconds since 1970
   */
  record Banish(ClientKey client, String room, long timeMs) implements LogRecord {}

  /**
   * A client is done with events.
   *
   * @param upTo everything in its queue up to this offset is done
   * @param also offsets after it that are done too; never modified
   * @param receipted true when the client is told once this is durable (P3)
   */
  record Ack(ClientKey client, long upTo, List<Long> also, boolean receipted) implements LogRecord {
    @Override
    public boolean synced() {
      return receipted;
    }

    @Override
    public int weight() {
      return 100 + 24 * also.size();
    }
  }

  /**
   * Attempts to have events handled failed: they are delivered again, or become dead letters.
   *
   * @param receipted true when the client is told once this is durable
   */
  record Failed(ClientKey client, Failure failure, boolean receipted) implements LogRecord {
    @Override
    public boolean synced() {
      return receipted;
    }

    @Override
    public int weight() {
      return 150 + failure.reason().length() + 24 * failure.offsets().size();
    }
  }

  /**
   * A dead letter enters the inbox of its client as a new event, and is a dead letter no more.
   *
   * @param deadOffset where the event stood
   * @param timeMs of the new event, milliseconds since 1970
   */
  record Replay(ClientKey client, long deadOffset, long timeMs) implements LogRecord {
    @Override
    public boolean growsStore() {
      return true;
    }
  }

  /**
   * Dead letters of a client are deleted.
   *
   * @param deadOffsets where their events stood; never modified
   */
  record Purge(ClientKey client, List<Long> deadOffsets) implements LogRecord {
    @Override
    public int weight() {
      return 100 + 24 * deadOffsets.size();
    }
  }

  /**
   * The oldest of a client's queue are dropped, as it exceeds a limit, or an operator purges it.
   * The gap is told at an offset that must not be given again after a crash.
   *
   * @param from everything after this offset
   * @param upTo everything up to this offset
   * @param events how many that are, at most
   * @param timeMs when that was found or asked for, in milliseconds since 1970
   */
  record Drop(ClientKey client, long from, long upTo, long events, GapReason reason, long timeMs)
      implements LogRecord {}

  /**
   * The start of a stream is given up: all its members have acknowledged it, or it has expired.
   *
   * @param range what
   * @param sweptAt the last record that the sweep that found it knew of
   * @param rows the rows it consists of, if they are few, by what their keys end with
   * @param gap stands for what not all have acknowledged; null when they all have
   */
  record Trim(TrimRange range, long sweptAt, List<Long> rows, @Nullable Gap gap)
      implements Unanswered {
    @Override
    public ClientKey client() {
      return NOBODY;
    }

    @Override
    public int weight() {
      return 200 + 8 * rows.size();
    }
  }

  /**
   * Nobody uses a room any more: its number is taken back, and never given again.
   *
   * @param stream the number
   * @param sweptAt the last record that the sweep that found it knew of
   * @param timeMs when that was found, in milliseconds since 1970; decides what has expired
   */
  record Retire(StreamName room, long stream, long sweptAt, long timeMs) implements Unanswered {
    @Override
    public ClientKey client() {
      return NOBODY;
    }

    @Override
    public int weight() {
      return 200 + room.name().length();
    }
  }

  /**
   * A client has been away for too long: it and its queue are no more, and it is told so when it
   * comes back. Of a client that has expired before: it is not told any more.
   *
   * @param awaySinceMs if it is still away since then; or it expired then
   * @param timeMs when it expires, in milliseconds since 1970
   * @param events how many wait for it, at most
   */
  record Expire(ClientKey client, long awaySinceMs, long timeMs, long events)
      implements Unanswered {}

  /** A client and its queue are no more. */
  record Forget(ClientKey client) implements Unanswered {}
}
