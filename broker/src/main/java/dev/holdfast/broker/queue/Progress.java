package dev.holdfast.broker.queue;

import java.util.Objects;

/**
 * How far a reader has come in its queue, and the way on: each event is taken in turn and goes
 * where the {@link Sieve} says, gaps are told in their places. Owned by the session's lane.
 */
final class Progress {
  private final QueuePages pages;
  private final Lane lane;
  private final GapsToTell gaps;
  private final Sieve sieve;
  private final AckWindow window;
  private final Retries retries;
  private final QueueReader.Sink sink;
  private long position;

  /**
   * Set while a commit is taken that came when everything before it had been handed over: only then
   * are volatile events delivered.
   */
  private boolean live;

  /** Of the volatile events after the start, those up to this offset were delivered. */
  private long liveUpTo;

  /**
   * At the client's cursor.
   *
   * @param pages closed when the reader is: then nothing goes on
   * @param memberships what the queue is made of, as its reader knows it
   * @param retries of the window that the events come into
   */
  Progress(
      QueuePages pages,
      ClientSnapshot client,
      Memberships memberships,
      Retries retries,
      QueueReader.Sink sink) {
    this.pages = pages;
    this.lane = pages.lane();
    this.gaps = new GapsToTell(client);
    this.sieve = new Sieve(client, memberships, gaps);
    this.window = retries.window();
    this.retries = retries;
    this.sink = sink;
    this.position = client.upTo();
    this.liveUpTo = lane.newest();
  }

  /** Up to here all of the queue has been handed over. */
  long position() {
    return position;
  }

  /** Nothing of the queue is between the position and this offset. */
  void moveTo(long offset) {
    position = Math.max(position, offset);
  }

  /** The client has seen everything up to this offset, gaps included. */
  void skipTo(long offset) {
    moveTo(offset);
    gaps.skipTo(position);
  }

  /** The dropped events of the queue, and those that have expired. */
  GapsToTell gaps() {
    return gaps;
  }

  /** Whether a commit is taken as it comes. */
  void live(boolean isLive) {
    live = isLive;
  }

  /** True when the question was for this client, and came by while it had no room. */
  boolean hasMissed(Event question) {
    return question.offset() > liveUpTo && sieve.isMine(question);
  }

  /** One place in the window is kept for expired events that are yet to be told. */
  boolean hasRoom() {
    return !pages.closed() && window.room() > (sink.takesGaps() && gaps.hasRun() ? 1 : 0);
  }

  /** Takes the next event, after the gaps before it; false when there is no room for all that. */
  boolean take(Event event) {
    if (!tellUpTo(event.offset()) || !hasRoom()) {
      return false;
    }
    if (event.offset() > position) {
      offer(event);
    }
    return !pages.closed();
  }

  /**
   * Of the queue up to an offset all events were taken, or not all.
   *
   * @param all false when the rest has to wait
   */
  void taken(boolean all, long upTo) {
    if (all && tellUpTo(upTo)) {
      moveTo(upTo);
    }
  }

  private void offer(Event event) {
    Sieve.Outcome outcome = sieve.outcome(event, lane.nowMs());
    // First, and from where it ends: this event must not count as handed over while it is told.
    if (endsRun(event, outcome)) {
      tellRun();
    }
    if (pages.closed()) {
      return;
    }
    long before = position;
    position = event.offset();
    if (outcome == Sieve.Outcome.EXPIRED) {
      gaps.expired(event, before);
    } else {
      handOver(event, outcome);
    }
  }

  private boolean endsRun(Event event, Sieve.Outcome outcome) {
    return switch (outcome) {
      case NOT_MINE, DROPPED -> false;
      case EXPIRED -> gaps.endsRun(event);
      case VOLATILE, ACKNOWLEDGED, DELIVER -> true;
    };
  }

  private void handOver(Event event, Sieve.Outcome outcome) {
    if (outcome == Sieve.Outcome.ACKNOWLEDGED) {
      window.skipped(event.offset());
    } else if (outcome == Sieve.Outcome.DELIVER) {
      window.delivered(event.offset());
      if (!retries.postpones(event.offset())) {
        sink.deliver(event, false);
      }
    } else if (outcome == Sieve.Outcome.VOLATILE && live) {
      // Volatile: it needs no acknowledgement, and is not in the window.
      liveUpTo = event.offset();
      sink.deliver(event, false);
    }
  }

  /** Tells the gaps whose place is up to this offset; false when there is no room for all. */
  private boolean tellUpTo(long offset) {
    while (gaps.isWaitingUpTo(offset)) {
      tellRun();
      if (!hasRoom()) {
        return false;
      }
      Event gap = gaps.take();
      moveTo(gap.offset());
      tell(gap, gap.offset() - 1);
    }
    return true;
  }

  /**
   * Expired events that no other stands between are one gap, in the place of the last of them. To
   * be called before the reader rests, as they count as handed over.
   */
  void tellRun() {
    Event gap = gaps.takeRun();
    if (gap != null && !pages.closed()) {
      tell(gap, gaps.runAfter());
    }
  }

  private void tell(Event gap, long before) {
    lane.counters().told(Objects.requireNonNull(gap.gap()));
    if (sink.takesGaps()) {
      gaps.noteTold(gap);
      window.told(gap.offset(), before);
      sink.deliver(gap, false);
    }
  }
}
