package dev.holdfast.broker.config;

import static dev.holdfast.broker.config.ScalarTypes.integer;
import static dev.holdfast.broker.config.ScalarTypes.longInteger;
import static dev.holdfast.broker.config.Units.GIB;
import static dev.holdfast.broker.config.Units.HOUR_MS;
import static dev.holdfast.broker.config.Units.KIB;
import static dev.holdfast.broker.config.Units.MIB;

import java.util.List;

/** The keys of the group {@code queue}. */
final class QueueKeys {
  static final Key<Long> MAX_QUEUED_COMMANDS =
      new Key<>(
          "queue.maxQueuedCommandBytes",
          longInteger(MIB, 64 * GIB),
          64L * MIB,
          "How much may wait to be written to disk before senders are paused.");

  static final Key<Long> MAX_COMMIT =
      new Key<>(
          "queue.maxCommitBytes",
          longInteger(64 * KIB, GIB),
          8L * MIB,
          "How much is written to disk with one sync.");

  static final Key<Long> TAIL =
      new Key<>(
          "queue.tailBytes",
          longInteger(MIB, 64 * GIB),
          16L * MIB,
          "Memory for the newest events, from which sessions that keep up are served.");

  static final Key<Integer> PAGE_EVENTS =
      new Key<>(
          "queue.pageEvents",
          integer(1, 100_000),
          500,
          "How many events are read from disk at a time for a session that lags.");

  static final Key<Long> PAGE_BYTES =
      new Key<>(
          "queue.pageBytes",
          longInteger(4 * KIB, GIB),
          (long) MIB,
          "How many bytes are read from disk at a time for a session that lags.");

  static final Key<Integer> MAX_OUT_OF_ORDER_ACKS =
      new Key<>(
          "queue.maxOutOfOrderAcks",
          integer(1, 10_000_000),
          10_000,
          "How many events after its oldest unacknowledged one a client can have acknowledged.");

  static final Key<Integer> DEDUP_WINDOW =
      new Key<>(
          "queue.dedupWindow",
          integer(1, 100_000_000),
          100_000,
          "How many of a publisher's latest emits are known, so that a resent one is stored once.");

  static final Key<Long> EVENT_ID_WINDOW =
      new Key<>(
          "queue.eventIdWindowMs",
          longInteger(1000, 24 * HOUR_MS),
          600_000L,
          "How long the id of an event is known, so that one that is resent is stored once.");

  static final Key<Long> MAX_SCHEDULED =
      new Key<>(
          "queue.maxScheduledEvents",
          longInteger(1, 1_000_000_000L),
          1_000_000L,
          "How many events may wait for their time (`deliverAt`), of all publishers together.");

  static final Key<Integer> MAX_RETAINED =
      new Key<>(
          "queue.maxRetainedNames",
          integer(1, 1_000_000),
          1000,
          "How many event names a room keeps the last event of (`retain`).");

  static final Key<Integer> MAX_RECEIPTS =
      new Key<>(
          "queue.maxReceipts",
          integer(1, 1_000_000),
          10_000,
          "How many events of one client may wait for their receipts (`receipt`).");

  /** All of them, in the order of the file. */
  static final List<Key<?>> ALL =
      List.of(
          MAX_QUEUED_COMMANDS,
          MAX_COMMIT,
          TAIL,
          PAGE_EVENTS,
          PAGE_BYTES,
          MAX_OUT_OF_ORDER_ACKS,
          DEDUP_WINDOW,
          EVENT_ID_WINDOW,
          MAX_SCHEDULED,
          MAX_RETAINED,
          MAX_RECEIPTS);

  private QueueKeys() {}

  /** What was given for them. */
  static QueueConfig config(Values given) {
    return new QueueConfig(
        given.get(MAX_QUEUED_COMMANDS),
        given.get(MAX_COMMIT),
        given.get(TAIL),
        given.get(PAGE_EVENTS),
        given.get(PAGE_BYTES),
        given.get(MAX_OUT_OF_ORDER_ACKS),
        given.get(DEDUP_WINDOW),
        given.get(EVENT_ID_WINDOW),
        given.get(MAX_SCHEDULED),
        given.get(MAX_RETAINED),
        given.get(MAX_RECEIPTS));
  }
}
