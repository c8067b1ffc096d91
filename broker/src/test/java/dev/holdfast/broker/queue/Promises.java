package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Watches everything clients see and holds it against the {@link ReferenceLog}. What a client has
 * acknowledged is taken from the client, not from the broker's records: a cursor that is moved too
 * far shows as an event that was skipped.
 */
final class Promises {
  private final ReferenceLog log;
  private final LongSupplier clock;
  private final IdentityHashMap<LogRecord, Long> offsets = new IdentityHashMap<>();

  /** What clients are done with, and the part of it that the broker has receipted. */
  private final Map<String, Set<Long>> acknowledged = new HashMap<>();

  private final Map<String, Set<Long>> receipted = new HashMap<>();

  /** The position that each numbered emit was confirmed with first: by publisher and number. */
  private final Map<String, Map<Long, Long>> confirmed = new HashMap<>();

  /** The same for emits with an id. */
  private final Map<String, Map<String, Long>> confirmedIds = new HashMap<>();

  /** The gaps that clients were told of. */
  private final Map<String, List<Gap>> gaps = new HashMap<>();

  private long gapsTold;

  /** The sessions that may get events, one for each client at most. */
  private final Map<String, Reading> reading = new HashMap<>();

  /** The last record of which anybody was told, and what he was told. */
  private long told;

  private String toldWhat = "nothing";
  private long deliveries;

  /** What one session has been sent. */
  private static final class Reading {
    final SimSession session;

    /** Index into the client's queue of the next event it has to get. */
    int next;

    long last;
    final Set<Long> held = new HashSet<>();

    Reading(SimSession session) {
      this.session = session;
    }
  }

  /**
   * Of a broker with these policies.
   *
   * @param clock the latest time that it was told, in milliseconds
   */
  Promises(Policies policies, LongSupplier clock) {
    this.log = new ReferenceLog(policies, this::isAcknowledged);
    this.clock = clock;
  }

  // --- the log ---

  void appending(long first, List<LogRecord> group) {
    Violation.unless(
        first == log.end() + 1, "P7", "offset %d given after %d records", first, log.end());
    for (int i = 0; i < group.size(); i++) {
      offsets.put(group.get(i), first + i);
    }
    log.append(group);
  }

  /** The broker has been started on what a crash left: {@code end} records. */
  void recovered(long end) {
    Violation.unless(
        end >= told, "P1", "%s at %d, but the log ends at %d after a crash", toldWhat, told, end);
    Violation.unless(
        end <= log.end() && log.isGroupEnd(end), "P7", "the log recovered ends at %d", end);
    log.truncate(end);
    reading.clear();
  }

  private void told(long offset, String what) {
    if (offset > told) {
      told = offset;
      toldWhat = what;
    }
  }

  // --- publishers ---

  void emitConfirmed(LogRecord.Emit emit, long position) {
    long offset = offsets.get(emit);
    String publisher = emit.client().clientId();
    told(offset, "the emit '" + emit.content().body() + "' was confirmed");
    if (emit.marks().id() != null) {
      resendConfirmed(emit, position, confirmedIds, emit.marks().id());
    } else if (emit.marks().seq() != LogRecord.Emit.NO_SEQ) {
      resendConfirmed(emit, position, confirmed, emit.marks().seq());
      inOrder(emit, position, confirmed.get(publisher));
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
        confirms.computeIfAbsent(publisher, id -> new HashMap<>()).putIfAbsent(name, position);
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
    told(offset, "a scheduled emit was taken back");
    Violation.unless(
        done == log.schedule().cancelled(offset), "P2", "%s was answered with %s", cancel, done);
  }

  // --- members ---

  void membershipConfirmed(LogRecord record) {
    told(offsets.get(record), record + " was confirmed");
  }

  /** True when there is nobody of this name in the log. */
  boolean isUnknown(String id) {
    return log.client(id) == null;
  }

  // --- receivers ---

  void attached(SimSession session, ClientSnapshot snapshot) {
    Reading before = reading.put(session.client(), new Reading(session));
    Violation.unless(
        before == null,
        "FENCING",
        "%s attached while an older session of it was not fenced",
        session.client());
    confirmed
        .getOrDefault(session.client(), Map.of())
        .forEach(
            (seq, at) ->
                Violation.unless(
                    snapshot.lastSeq() >= seq,
                    "P5",
                    "%s is told that %d was its last emit, but %d was confirmed",
                    session.client(),
                    snapshot.lastSeq(),
                    seq));
  }

  void stopped(SimSession session) {
    Reading current = reading.get(session.client());
    if (current != null && current.session == session) {
      reading.remove(session.client());
    }
  }

  void delivered(SimSession session, Event event, boolean again) {
    deliveries++;
    String id = session.client();
    long offset = event.offset();
    Reading current = reading.get(id);
    Violation.unless(
        current != null && current.session == session,
        "FENCING",
        "a session of %s that is not the attached one got %d",
        id,
        offset);
    if (event.isVolatile()) {
      volatileDelivered(current, id, offset);
      return;
    }
    told(offset, "an event was delivered");
    Violation.unless(
        !receipted.getOrDefault(id, Set.of()).contains(offset),
        "P3",
        "%s got %d after the receipt for its acknowledgement",
        id,
        offset);
    if (again) {
      Violation.unless(current.held.contains(offset), "P4", "%s got %d again", id, offset);
    } else {
      firstDelivery(current, id, event);
    }
  }

  /** Nobody was told that it is durable, and nobody is told where it stands. */
  private void volatileDelivered(Reading current, String id, long offset) {
    inTurn(current, id, offset);
    Violation.unless(
        log.isPassing(offset, id), "P6", "%s got the volatile %d, not for it", id, offset);
    current.last = offset;
  }

  /** What stands before this event was delivered, or is acknowledged. */
  private void inTurn(Reading current, String id, long offset) {
    List<Long> queue = queue(id);
    Violation.unless(offset > current.last, "P4", "%s got %d after %d", id, offset, current.last);
    while (current.next < queue.size() && queue.get(current.next) < offset) {
      long skipped = queue.get(current.next++);
      Violation.unless(
          isAcknowledged(id, skipped) || log.mayBeMissed(skipped, id, clock.getAsLong()),
          "P2",
          "%s got %d, but not %d before it, which it never acknowledged",
          id,
          offset,
          skipped);
    }
  }

  /** The client is told that some of its events were dropped. */
  void gapTold(SimSession session, Event event, boolean again) {
    Gap gap = Objects.requireNonNull(event.gap());
    String id = session.client();
    Reading current = reading.get(id);
    Violation.unless(
        current != null && current.session == session,
        "FENCING",
        "a session of %s that is not the attached one was told of %s",
        id,
        gap);
    gapsTold++;
    told(gap.to(), "a gap was told");
    if (!again) {
      Violation.unless(
          gap.to() > current.last, "P4", "%s was told of %s after %d", id, gap, current.last);
      current.last = gap.to();
      current.held.add(gap.to());
    }
    gaps.computeIfAbsent(id, client -> new ArrayList<>()).add(gap);
    checkCount(id, gap);
  }

  /** It may count what this client has had before, but nothing that is not there. */
  private static void checkCount(String id, Gap gap) {
    Violation.unless(
        gap.events() >= 1 && gap.events() <= gap.to() - gap.from(),
        "P2",
        "%s is told of %s, which counts more than there is",
        id,
        gap);
  }

  private boolean isTold(String id, long offset) {
    return gaps.getOrDefault(id, List.of()).stream()
        .anyMatch(gap -> offset > gap.from() && offset <= gap.to());
  }

  private void firstDelivery(Reading current, String id, Event event) {
    long offset = event.offset();
    List<Long> queue = queue(id);
    inTurn(current, id, offset);
    Violation.unless(
        log.storedAt(offset) == ReferenceLog.NOWHERE || log.isEvent(offset),
        "P5",
        "%s got '%s' at %d, which was stored at %d before",
        id,
        event.body(),
        offset,
        log.storedAt(offset));
    Violation.unless(
        current.next < queue.size() && queue.get(current.next) == offset,
        "P6",
        "%s got %d ('%s'), which is not for it",
        id,
        offset,
        event.body());
    Violation.unless(
        !log.hasExpired(offset, current.session.lane().nowMs()),
        "TTL",
        "%s got %d, which has expired",
        id,
        offset);
    Violation.unless(
        log.says(offset, event.body()), "P7", "the event at %d has another content", offset);
    current.next++;
    current.last = offset;
    current.held.add(offset);
    Violation.unless(
        current.held.size() <= current.session.window(),
        "WINDOW",
        "%s holds %d events unacknowledged",
        id,
        current.held.size());
  }

  /** The client is done with an event that its session was sent. */
  void acknowledged(SimSession session, long offset) {
    acknowledged.computeIfAbsent(session.client(), id -> new HashSet<>()).add(offset);
    reading.get(session.client()).held.remove(offset);
  }

  /** The client is done with a gap: nothing more is to come of it. */
  void gapAcknowledged(SimSession session, long offset) {
    reading.get(session.client()).held.remove(offset);
  }

  void receipted(SimSession session, LogRecord.Ack ack, Set<Long> events) {
    told(offsets.get(ack), "an acknowledgement of " + session.client() + " was receipted");
    receipted.computeIfAbsent(session.client(), id -> new HashSet<>()).addAll(events);
  }

  // --- at rest ---

  /** Publishers know of all that everybody is done with. */
  void checkReceipts() {
    List<Long> untold = log.untold(clock.getAsLong());
    Violation.unless(untold.isEmpty(), "RECEIPT", "nobody was told of %s", untold);
  }

  /** What a room keeps as the last of each name is what it was emitted to keep. */
  void checkRetained(String room, List<Long> kept) {
    List<Long> expected = log.retained().in(room);
    Violation.unless(
        kept.equals(expected), "RETAINED", "%s keeps %s, not %s", room, kept, expected);
  }

  /** All whose time has come have entered. */
  void checkNothingOverdue(long nowMs) {
    List<LogRecord.Emit> overdue = log.schedule().overdue(nowMs);
    Violation.unless(overdue.isEmpty(), "P2", "%s are overdue", overdue);
  }

  /** Everything has been delivered and acknowledged, if the broker is to be believed. */
  void checkNothingMissed(String id) {
    List<Long> missed = new ArrayList<>(queue(id));
    missed.removeAll(acknowledged.getOrDefault(id, Set.of()));
    missed.removeIf(offset -> isTold(id, offset) && log.mayBeMissed(offset, id, clock.getAsLong()));
    Violation.unless(missed.isEmpty(), "P2", "%s never got %s", id, missed);
  }

  private List<Long> queue(String id) {
    ReferenceLog.Client client = log.client(id);
    return client == null ? List.of() : client.queue;
  }

  private boolean isAcknowledged(String id, long offset) {
    return acknowledged.getOrDefault(id, Set.of()).contains(offset);
  }

  long gapsTold() {
    return gapsTold;
  }

  long deliveries() {
    return deliveries;
  }

  long records() {
    return log.end();
  }
}
