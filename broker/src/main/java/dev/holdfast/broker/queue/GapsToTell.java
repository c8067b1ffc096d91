package dev.holdfast.broker.queue;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The gaps of one queue as its reader comes to them: those that were noted for the client, and the
 * runs of expired events it finds. Each is told in its place, as an event without a publisher, and
 * kept until it is acknowledged, as there may be nothing stored to read it from again. Owned by the
 * session's lane.
 */
final class GapsToTell {
  private final StreamName inbox;
  private final long inboxStream;
  private final GapList waiting = new GapList();

  /** Told and not acknowledged, by offset. */
  private final TreeMap<Long, Event> told = new TreeMap<>();

  /** Expired events after each other that nobody was told of yet. */
  private @Nullable Gap run;

  /** What stood up to here was handed over before the first of them. */
  private long runAfter;

  /** Dropped while the queue is read: also what was handed over and is to be delivered again. */
  private final GapList dropped = new GapList();

  /** Nothing up to these offsets is delivered: of the inbox, and of all streams. */
  private long inboxFloor;

  private long queueFloor;

  GapsToTell(ClientSnapshot client) {
    ClientKey key = client.key();
    this.inbox = StreamName.inbox(key.namespace(), key.clientId());
    long stream = 0;
    for (Membership membership : client.memberships()) {
      stream = membership.name().equals(inbox) ? membership.stream() : stream;
    }
    this.inboxStream = stream;
    client.gaps().forEach(this::add);
  }

  /** A gap was noted after the session had its client. */
  void add(QueueGap gap) {
    waiting.add(gap);
    inboxFloor = Math.max(inboxFloor, waiting.floor(QueueGap.Hole.INBOX));
    queueFloor = Math.max(queueFloor, waiting.floor(QueueGap.Hole.QUEUE));
  }

  /** Something was dropped while the queue is read: what of it is read once more is a gap now. */
  void dropped(QueueGap gap) {
    dropped.add(gap);
  }

  /** True when a gap waits for its place to come. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** Up to here all was dropped: the queue goes on after this offset. */
  long queueFloor() {
    return queueFloor;
  }

  /** True for an event that was dropped though it is still stored. */
  boolean cover(Event event) {
    if (event.offset() > inboxFloor) {
      return false;
    }
    return event.offset() <= queueFloor || isOfInboxAlone(event);
  }

  private boolean isOfInboxAlone(Event event) {
    for (long stream : event.streams()) {
      if (stream != inboxStream) {
        return false;
      }
    }
    return true;
  }

  /** True when a gap waits whose place is up to this offset. */
  boolean isWaitingUpTo(long offset) {
    return waiting.firstTo() <= offset;
  }

  /** Takes the next gap that waits. */
  Event take() {
    return event(waiting.takeFirst().gap());
  }

  /**
   * The reader has come to an expired event, or to a row that stands for several.
   *
   * @param after what stands up to here has been handed over
   */
  void expired(Event event, long after) {
    Gap gap = event.gap() == null ? expiredGap(event) : event.gap();
    Gap before = run;
    runAfter = before == null ? after : runAfter;
    // A row that stands for several begins where the first of them stood, though what was between
    // them has been handed over, and perhaps acknowledged: nobody was told of them yet.
    long begin = event.gap() == null ? after : gap.from();
    long from = before == null ? begin : Math.min(before.from(), begin);
    long both = before == null ? gap.events() : before.events() + gap.events();
    long events = Math.min(both, event.offset() - from);
    run = new Gap(from, event.offset(), events, gap.reason(), gap.timeMs());
  }

  /** True when the run that waits is of another reason: the event begins one of its own. */
  boolean endsRun(Event next) {
    GapReason reason = next.gap() == null ? GapReason.EXPIRED : next.gap().reason();
    return run != null && run.reason() != reason;
  }

  /** True when expired events wait to be told. */
  boolean hasRun() {
    return run != null;
  }

  /**
   * Where the cursor stays until the run that waits is acknowledged: what was handed over before it
   * may be acknowledged though the gap begins earlier.
   */
  long runAfter() {
    return runAfter;
  }

  /** Takes the run of expired events, which ends here; null for none. */
  @Nullable Event takeRun() {
    Gap ended = run;
    run = null;
    return ended == null ? null : event(ended);
  }

  private Event event(Gap gap) {
    return Event.gap(inboxStream, inbox, gap);
  }

  private static Gap expiredGap(Event event) {
    long offset = event.offset();
    long since = event.timeMs() + event.handling().ttlMs();
    return new Gap(offset - 1, offset, 1, GapReason.EXPIRED, since);
  }

  /** It was told, and may have to be told again. */
  void noteTold(Event gap) {
    told.put(gap.offset(), gap);
  }

  /**
   * What is delivered in the place of an event that was delivered before.
   *
   * @param event what was read there now; null when nothing of the queue is there any more
   * @param reason why, if so
   * @param nowMs the time, in milliseconds since 1970
   */
  Event again(long offset, @Nullable Event event, GapReason reason, long nowMs) {
    Event gap = told.get(offset);
    if (gap != null) {
      return gap;
    }
    GapReason drop = droppedFor(offset, event);
    if (drop != null || event == null || event.gap() != null) {
      return event(new Gap(offset - 1, offset, 1, drop == null ? reason : drop, nowMs));
    }
    return event.expiredBy(nowMs) ? inPlaceOf(event) : event;
  }

  /** Why an event was dropped after it had been handed over; null when it was not. */
  private @Nullable GapReason droppedFor(long offset, @Nullable Event event) {
    for (QueueGap drop : dropped.all()) {
      boolean takes =
          switch (drop.hole()) {
            case NOTHING -> false;
            case INBOX -> event == null || isOfInboxAlone(event);
            case QUEUE -> true;
          };
      if (takes && offset > drop.gap().from() && offset <= drop.to()) {
        return drop.gap().reason();
      }
    }
    return null;
  }

  /** What is delivered instead of an expired event. */
  static Event inPlaceOf(Event expired) {
    return inPlaceOf(expired, expiredGap(expired));
  }

  /** What is delivered instead of an event that was dropped. */
  static Event inPlaceOf(Event dropped, GapReason reason, long nowMs) {
    long offset = dropped.offset();
    return inPlaceOf(dropped, new Gap(offset - 1, offset, 1, reason, nowMs));
  }

  private static Event inPlaceOf(Event event, Gap gap) {
    return Event.gap(0, StreamName.everyone(event.publisher().namespace()), gap);
  }

  /** All up to this offset is acknowledged. */
  void forgetUpTo(long offset) {
    if (!told.isEmpty()) {
      told.headMap(offset, true).clear();
    }
    dropped.removeUpTo(offset);
  }

  /** The client has seen everything up to here. */
  void skipTo(long offset) {
    waiting.removeUpTo(offset);
  }
}
