package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The part of the {@link Promises} that is about those who emit: what is confirmed stands where it
 * was said to, once, and in the order in which it was emitted; what is taken back, and receipts.
 */
final class PublisherPromises {
  private final ReferenceLog log;

  /** Where records stand. */
  private final Map<LogRecord, Long> offsets;

  /** Takes what anybody was told, and the offset up to which the log must be durable for it. */
  private final BiConsumer<Long, String> told;

  /** The position that each numbered emit was confirmed with first: by publisher and number. */
  private final Map<String, Map<Long, Long>> confirmed = new HashMap<>();

  /** The same for emits with an id. */
  private final Map<String, Map<String, Long>> confirmedIds = new HashMap<>();

  PublisherPromises(ReferenceLog log, Map<LogRecord, Long> offsets, BiConsumer<Long, String> told) {
    this.log = log;
    this.offsets = offsets;
    this.told = told;
  }

  void emitConfirmed(LogRecord.Emit emit, long position) {
    long offset = offsets.get(emit);
    String publisher = emit.client().clientId();
    told.accept(offset, "the emit '" + emit.content().body() + "' was confirmed");
    if (emit.marks().id() != null) {
      resendConfirmed(emit, position, confirmedIds, emit.marks().id());
    } else if (emit.marks().seq() != LogRecord.Emit.NO_SEQ) {
      resendConfirmed(emit, position, confirmed, emit.marks().seq());
      inOrder(emit, position, confirmed.get(log.life(publisher)));
    } else {
      Violation.unless(
          position == offset, "P4", "'%s' confirmed at %d", emit.content().body(), position);
    }
  }

  private <K> void resendConfirmed(
      LogRecord.Emit emit, long position, Map<String, Map<K, Long>> confirms, K name) {
    String publisher = emit.client().clientId();
    Bytes body = emit.content().body();
    Long earlier =
        confirms
            .computeIfAbsent(log.life(publisher), id -> new HashMap<>())
            .putIfAbsent(name, position);
    Violation.unless(
        earlier == null || earlier == position,
        "P5",
        "'%s' confirmed at %d and, resent, at %d",
        body,
        earlier,
        position);
    long stored = log.storedAt(offsets.get(emit));
    Violation.unless(
        position == stored,
        "P5",
        "'%s' confirmed at %d, but was first stored at %d",
        body,
        position,
        stored);
    Violation.unless(
        log.at(position) instanceof LogRecord.Emit first && first.content().body().equals(body),
        "P5",
        "at %d stands another event than '%s'",
        position,
        body);
  }

  private static void inOrder(LogRecord.Emit emit, long position, Map<Long, Long> ofPublisher) {
    long number = emit.marks().seq();
    ofPublisher.forEach(
        (seq, at) ->
            Violation.unless(
                Long.compare(seq, number) == Long.compare(at, position),
                "P4",
                "emit %d of a publisher stands at %d, its emit %d at %d",
                seq,
                at,
                number,
                position));
  }

  void emitRefused(LogRecord.Emit emit) {
    Violation.unless(
        log.storedAt(offsets.get(emit)) == ReferenceLog.NOWHERE,
        "P5",
        "'%s' refused, but stored",
        emit.content().body());
  }

  /** An attempt to take back what waits for its time was answered. */
  void cancelAnswered(LogRecord.Cancel cancel, boolean done) {
    long offset = offsets.get(cancel);
    told.accept(offset, "a scheduled emit was taken back");
    Violation.unless(
        done == log.schedule().cancelled(offset), "P2", "%s was answered with %s", cancel, done);
  }

  /** A session of a publisher is told what its last emit was. */
  void checkKnown(ClientSnapshot snapshot) {
    String id = snapshot.key().clientId();
    confirmed
        .getOrDefault(log.life(id), Map.of())
        .forEach(
            (seq, at) ->
                Violation.unless(
                    snapshot.lastSeq() >= seq,
                    "P5",
                    "%s is told that %d was its last emit, but %d was confirmed",
                    id,
                    snapshot.lastSeq(),
                    seq));
  }

  /**
   * Publishers know of all that everybody is done with.
   *
   * @param present who is there and keeps up
   */
  void checkReceipts(long nowMs, Set<String> present) {
    List<Long> untold = log.receipts().untold(nowMs, present);
    Violation.unless(untold.isEmpty(), "RECEIPT", "nobody was told of %s", untold);
  }

  /**
   * What a room keeps as the last of each name is what it was emitted to keep; what has expired it
   * may keep or not.
   *
   * @param nowMs the latest time that the broker was ever told
   */
  void checkRetained(String room, List<Long> stored, long nowMs) {
    List<Long> kept = stored.stream().filter(each -> !log.hasExpired(each, nowMs)).toList();
    List<Long> expected =
        log.retained().in(room).stream().filter(each -> !log.hasExpired(each, nowMs)).toList();
    Violation.unless(
        kept.equals(expected), "RETAINED", "%s keeps %s, not %s", room, kept, expected);
  }

  /** All whose time has come have entered. */
  void checkNothingOverdue(long nowMs) {
    List<LogRecord.Emit> overdue = log.schedule().overdue(nowMs);
    Violation.unless(overdue.isEmpty(), "P2", "%s are overdue", overdue);
  }
}
