package dev.holdfast.broker.metrics;

import dev.holdfast.broker.queue.GapReason;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.LaneCounters;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.QueueCounters;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** The meters of events, and of the queues they wait in. */
final class EventMeters {
  private final Meters meters;
  private final QueueCore core;

  private EventMeters(Meters meters, QueueCore core) {
    this.meters = meters;
    this.core = core;
  }

  static void bind(Meters meters, QueueCore core) {
    EventMeters events = new EventMeters(meters, core);
    events.ways();
    events.losses();
    events.reads();
    events.writes();
    events.depths();
  }

  private void ways() {
    QueueCounters counters = core.counters();
    meters.counter(
        "holdfast.events.stored",
        "Events that entered queues, each once however many those are.",
        counters::storedEvents);
    meters.counter(
        "holdfast.events.volatile", "Volatile events that passed.", counters::volatileEvents);
    meters.counter(
        "holdfast.events.delivered",
        "Events that were sent to sessions, each once for every time.",
        ofLanes(LaneCounters::delivered));
    meters.counter(
        "holdfast.events.redelivered",
        "Events of those that were sent again, as they had not been handled.",
        ofLanes(LaneCounters::redelivered));
    meters.counter(
        "holdfast.events.acknowledged",
        "Events that sessions acknowledged, gaps that they were told of included.",
        ofLanes(LaneCounters::acknowledged));
  }

  private void losses() {
    QueueCounters counters = core.counters();
    for (GapReason reason : GapReason.values()) {
      meters.counter(
          "holdfast.events.dropped",
          "Events that were dropped from queues, each once for every client that lost it, by the"
              + " reason. Of expired ones: once for every session that was told.",
          () -> counters.dropped(reason),
          "reason",
          reason.word());
    }
    meters.counter(
        "holdfast.gaps.told", "Gaps that sessions came to in their queues.", counters::gapsTold);
    meters.counter(
        "holdfast.attempts.failed",
        "Attempts to have an event handled that failed, where another follows.",
        counters::failedAttempts);
    meters.counter(
        "holdfast.dead.letters", "Events that became dead letters.", counters::deadLetters);
    meters.counter(
        "holdfast.clients.expired",
        "Clients that were away for too long and are forgotten.",
        counters::expiredClients);
    meters.counter(
        "holdfast.events.trimmed",
        "Events that left the store as nobody needs them, once for every stream.",
        counters::trimmedEvents);
  }

  private void reads() {
    meters.counter(
        "holdfast.tail.reads",
        "How often a session took a commit from the tail in memory.",
        ofLanes(LaneCounters::tailReads));
    meters.counter(
        "holdfast.log.reads",
        "How often a session took a page from the store, as it had fallen behind the tail.",
        ofLanes(LaneCounters::logReads));
    meters.counter(
        "holdfast.log.read.events", "Events in those pages.", ofLanes(LaneCounters::logEvents));
  }

  private void writes() {
    meters.counter(
        "holdfast.commits", "Groups of records that were committed.", core.counters()::commits);
    meters.counter(
        "holdfast.records",
        "Records in those: events, acknowledgements, joins and all else.",
        core.counters()::records);
    meters.bytes(
        "holdfast.writer.queued",
        "What waits to be written, in memory.",
        core.writer()::queuedBytes);
    meters.bytes(
        "holdfast.writer.queued.max",
        "queue.maxQueuedCommandBytes: while more waits, senders are paused.",
        core.writer()::maxQueuedBytes);
  }

  private void depths() {
    meters.gauge(
        "holdfast.clients",
        "Clients that are known, with a session or not, at the last sweep.",
        () -> core.depths().clients());
    meters.gauge(
        "holdfast.queue.waiting.events",
        "Events that wait in all queues together, estimated from a sample of up to 1,000 clients at"
            + " the last sweep; at most.",
        () -> core.depths().estimatedTotal());
    for (int percent : new int[] {50, 90, 99, 100}) {
      meters.gauge(
          "holdfast.queue.depth.events",
          "Events that wait for a client at most: percentiles over that sample.",
          () -> core.depths().quantile(percent / 100.0),
          "percentile",
          Integer.toString(percent));
    }
  }

  private LongSupplier ofLanes(ToLongFunction<LaneCounters> count) {
    List<Lane> lanes = core.lanes();
    return () -> lanes.stream().map(Lane::counts).mapToLong(count).sum();
  }
}
