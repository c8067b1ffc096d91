package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the inbox of each client to the limits of its queue, at every emit: so these are never
 * exceeded by what is emitted to a client. What comes through rooms is looked at by the sweep. What
 * counts is what stands after the client's cursor. Owned by the shard writer.
 */
final class InboxLimits {
  private final EventTable events;
  private final ClientTable clients;
  private final QueueCounters counters;

  /** Meters that the commit under way has added to. */
  private final List<InboxMeter> used = new ArrayList<>();

  /** How often parts of inboxes were given up that were not acknowledged, and are so now. */
  private long trims;

  private boolean trimUnderWay;

  InboxLimits(EventTable events, ClientTable clients, QueueCounters counters) {
    this.events = events;
    this.clients = clients;
    this.counters = counters;
  }

  /** Which limit an inbox has reached, so that nothing more has room in it; null for none. */
  @Nullable GapReason reached(ClientState client) {
    return client.limits.reached(waiting(client));
  }

  /** An event is about to be stored in the inbox: what was stored before has to be known. */
  void count(ClientState client) {
    meter(client);
  }

  /** An event was stored in the inbox, and takes this many bytes there. */
  void stored(ClientState client, long offset, long bytes) {
    meter(client).added(new InboxMeter.Placed(offset, bytes));
  }

  /**
   * Drops the oldest events of an inbox until it is within its limits.
   *
   * @param timeMs the time of the event that came last
   * @return what was dropped, or null
   */
  @Nullable QueueGap makeRoom(ClientState client, long timeMs) {
    GapReason reason = client.limits.exceeded(waiting(client));
    GapReason last = reason;
    long from = begin(client);
    long to = from;
    long dropped = 0;
    while (reason != null) {
      last = reason;
      InboxMeter.Placed oldest = meter(client).dropOldest(to, events, client.number);
      if (oldest == null) {
        break;
      }
      to = oldest.offset();
      dropped += client.cursor.also().contains(to) ? 0 : 1;
      reason = client.limits.exceeded(meter(client).waiting());
    }
    if (last == null || to == from) {
      return null;
    }
    Gap gap = new Gap(from, to, Math.max(1, dropped), last, timeMs);
    return note(client, new QueueGap(gap, QueueGap.Hole.INBOX)).gap();
  }

  /** An event did not enter the inbox. */
  QueueGap notTaken(ClientState client, long offset, GapReason reason, long timeMs) {
    return note(client, QueueGap.notTaken(offset, reason, timeMs)).gap();
  }

  /** Something was dropped from the queue of a client, which is to be told. */
  Applied.Dropped note(ClientState client, QueueGap gap) {
    client.gaps.add(gap);
    client.gapsDirty = true;
    clients.change(client);
    counters.dropped(gap.gap().reason(), gap.gap().events());
    return new Applied.Dropped(client.key, gap);
  }

  /** How much waits; at most, as long as that is within the limits. */
  private StreamCount waiting(ClientState client) {
    InboxMeter meter = meter(client);
    long begin = begin(client);
    boolean near = client.limits.reached(meter.waiting()) != null;
    if (near && !meter.isExact(begin, trims)) {
      meter.counted(begin, trims, events.pending(client.number, begin));
    }
    return meter.waiting();
  }

  /** Nothing of the inbox up to this offset is delivered any more. */
  private static long begin(ClientState client) {
    return Math.max(client.cursor.upTo(), client.gaps.floor(QueueGap.Hole.INBOX));
  }

  private InboxMeter meter(ClientState client) {
    InboxMeter meter = client.inboxMeter;
    if (meter == null) {
      meter = new InboxMeter();
      long begin = begin(client);
      meter.counted(begin, trims, events.pending(client.number, begin));
      client.inboxMeter = meter;
    }
    if (!meter.isUsed()) {
      meter.use();
      used.add(meter);
    }
    return meter;
  }

  /** Some of an inbox is given up that was not acknowledged: once that is committed, count anew. */
  void trimmed() {
    trimUnderWay = true;
  }

  /** The commit stands. */
  void committed() {
    trims += trimUnderWay ? 1 : 0;
    trimUnderWay = false;
    used.forEach(InboxMeter::committed);
    used.clear();
  }
}
