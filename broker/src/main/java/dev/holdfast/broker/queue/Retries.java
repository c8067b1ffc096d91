package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The events of one session's window whose attempts have failed: how often, and which of them wait
 * for their next attempt. What waits keeps its place in the window. Bounded by the window; owned by
 * the session's lane.
 */
public final class Retries {
  private static final int PRUNE_FROM = 64;

  private final Lane lane;
  private final AckWindow window;
  private final Consumer<List<Long>> onDue;
  private final Wakeup wakeup;

  /** By offset; those of acknowledged events are taken out some time. */
  private final Map<Long, Attempt> attempts;

  private final Delays delays = new Delays();

  /** Waiting events that this session was never sent. */
  private final Set<Long> unsent = new HashSet<>(0);

  private boolean closed;

  /**
   * Of a queue that is about to be read.
   *
   * @param earlier what has failed before
   * @param onDue takes events that are to be delivered again now
   */
  Retries(Lane lane, AckWindow window, Map<Long, Attempt> earlier, Consumer<List<Long>> onDue) {
    this.lane = lane;
    this.window = window;
    this.attempts = new HashMap<>(earlier);
    this.onDue = onDue;
    this.wakeup = new Wakeup(lane, this::wake);
  }

  /** What it is about. */
  AckWindow window() {
    return window;
  }

  /** How many attempts to have this event handled have failed, as far as they are counted. */
  public int failedBefore(long offset) {
    Attempt attempt = attempts.isEmpty() ? null : attempts.get(offset);
    return attempt == null ? 0 : attempt.failed();
  }

  /** True when the event, which has just come into the window, is not to be sent yet. */
  boolean postpones(long offset) {
    Attempt attempt = attempts.isEmpty() ? null : attempts.get(offset);
    if (attempt == null || attempt.notBeforeMs() <= lane.nowMs()) {
      return false;
    }
    unsent.add(offset);
    window.withhold(offset);
    delays.put(offset, attempt.notBeforeMs());
    wakeup.by(attempt.notBeforeMs());
    return true;
  }

  /** True for a held event that this session was sent and does not wait with. */
  boolean isWithClient(long offset) {
    return !delays.contains(offset) && !unsent.contains(offset);
  }

  /** True when the event is to be held back, though its time had come once. */
  boolean waits(long offset) {
    return delays.contains(offset);
  }

  /** An event is sent that was held back; true when this session was sent it before. */
  boolean sentAgain(long offset) {
    window.sentAgain(offset);
    return !unsent.remove(offset);
  }

  /**
   * Attempts have failed: {@link #decided} tells what follows.
   *
   * @param withheld true for events that the client has given back: what it acknowledges of later
   *     ones does not count for them
   * @return those of the events that are held and, unless the client says so, do not wait already
   */
  public Failure failing(Failure failure, boolean withheld) {
    Failure counted =
        failure.without(at -> !window.holds(at) || (!withheld && delays.contains(at)));
    for (long offset : counted.offsets()) {
      delays.putUndecided(offset);
      if (withheld) {
        window.withhold(offset);
      }
    }
    return counted;
  }

  /** What is delivered again waits for its time; what is not is done with. */
  public void decided(Failure failure, Map<Long, Attempt> retries) {
    for (long offset : failure.offsets()) {
      Attempt attempt = retries.get(offset);
      if (attempt == null || !window.holds(offset)) {
        delays.remove(offset);
        window.acknowledge(offset);
      } else {
        attempts.put(offset, attempt);
        delays.decide(offset, attempt.notBeforeMs());
      }
    }
    prune();
    wake();
  }

  /** Decides by itself, for a client of which nothing is remembered; it never gives up. */
  public void decide(Failure failure, RedeliveryPolicy policy) {
    Map<Long, Attempt> retries = new HashMap<>();
    for (long offset : failure.offsets()) {
      retries.put(offset, Attempt.after(attempts.get(offset), policy, failure));
    }
    decided(failure, retries);
  }

  private void prune() {
    if (attempts.size() > PRUNE_FROM + 2 * window.unacknowledged()) {
      attempts.keySet().removeIf(offset -> !window.holds(offset));
      unsent.removeIf(offset -> !window.holds(offset));
    }
  }

  private void wake() {
    if (closed) {
      return;
    }
    List<Long> due = delays.takeDue(lane.nowMs());
    wakeup.by(delays.nextMs());
    if (!due.isEmpty()) {
      onDue.accept(due);
    }
  }

  /** Nothing is delivered again after this. */
  void close() {
    closed = true;
    wakeup.cancel();
  }
}
