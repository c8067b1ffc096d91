package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of a shared queue that wait for their next attempt, whether a member holds them still
 * or nobody does, and how many attempts have failed of those and others. Bounded by what is
 * unacknowledged. Owned by the lane of its queue.
 */
final class Postponed {
  private final LineIndex lines;
  private final Map<Long, Attempt> attempts = new HashMap<>();
  private final Map<Long, PublisherLine> byOffset = new HashMap<>();
  private final Delays delays = new Delays();

  Postponed(LineIndex lines) {
    this.lines = lines;
  }

  /** What was known when the queue was attached. */
  void know(Map<Long, Attempt> earlier) {
    attempts.putAll(earlier);
  }

  /** How many attempts to have this event handled have failed, as far as they are counted. */
  int failed(long offset) {
    Attempt attempt = attempts.isEmpty() ? null : attempts.get(offset);
    return attempt == null ? 0 : attempt.failed();
  }

  boolean contains(long offset) {
    return delays.contains(offset);
  }

  /** True when the event, which nobody has yet, is not to be given away before its time. */
  boolean postpones(PublisherLine line, long offset, long nowMs) {
    Attempt attempt = attempts.isEmpty() ? null : attempts.get(offset);
    if (attempt == null || attempt.notBeforeMs() <= nowMs) {
      return false;
    }
    byOffset.put(offset, line);
    delays.put(offset, attempt.notBeforeMs());
    line.delayed++;
    return true;
  }

  /** An attempt with an event that a member holds has failed; what follows is not known yet. */
  void failing(Share holder, long offset) {
    PublisherLine line = holder.held.get(offset);
    if (line == null) {
      return;
    }
    lines.takeOut(line);
    holder.wantedAgain.remove(offset);
    line.delayed += delays.contains(offset) ? 0 : 1;
    line.undecided += delays.isUndecided(offset) ? 0 : 1;
    byOffset.put(offset, line);
    delays.putUndecided(offset);
    lines.putIn(line);
  }

  /** It waits for this; nothing when it is acknowledged by now, or on its way again. */
  void decided(long offset, Attempt attempt) {
    PublisherLine line = byOffset.get(offset);
    if (line == null) {
      return;
    }
    attempts.put(offset, attempt);
    lines.takeOut(line);
    line.undecided -= delays.decide(offset, attempt.notBeforeMs()) ? 1 : 0;
    lines.putIn(line);
  }

  /** When the next is due, in milliseconds since 1970; the greatest number for never. */
  long nextMs() {
    return delays.nextMs();
  }

  /** Those whose time has come by now; each of them is to be {@link #release released}. */
  List<Long> takeDue(long nowMs) {
    return delays.takeDue(nowMs);
  }

  /** The line of an event that waits; null of one that does not. */
  @Nullable PublisherLine lineOf(long offset) {
    return byOffset.get(offset);
  }

  /** It waits no more. The caller has taken its line out. */
  void release(long offset) {
    PublisherLine line = byOffset.remove(offset);
    if (line != null) {
      line.undecided -= delays.isUndecided(offset) ? 1 : 0;
      line.delayed--;
      delays.remove(offset);
    }
  }

  /** It is done with. The caller has taken its line out. */
  void forget(long offset) {
    attempts.remove(offset);
    release(offset);
  }
}
