package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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

  /** The gaps that clients were told of. */
  private final Map<String, List<Gap>> gaps = new HashMap<>();

  private long gapsTold;

  /** The sessions that may get events, one for each client at most. */
  private final Map<String, Reading> reading = new HashMap<>();

  /** The last record of which anybody was told, and what he was told. */
  private long told;

  private final PublisherPromises publishers;
  private final FailurePromises failures;
  private final SharedPromises shared;
  private final RoomPromises rooms;

  private String toldWhat = "nothing";
  private long deliveries;

  /** What one session has been sent. */
  private static final class Reading {
    final SimSession session;

    /** Index into the client's queue of the next event it has to get. */
    int next;

    long last;
    final Set<Long> held = new HashSet<>();

    /** Passed over until their next attempt. */
    final Set<Long> postponed = new HashSet<>();

    final long since;

    Reading(SimSession session) {
      this.session = session;
      this.since = session.lane().nowMs();
    }
  }

  /**
   * Of a broker with these policies.
   *
   * @param clock the latest time that it was ever told, in milliseconds
   */
  Promises(Policies policies, LongSupplier clock) {
    this.log = new ReferenceLog(policies, this::isAcknowledged);
    this.clock = clock;
    this.publishers = new PublisherPromises(log, offsets, this::told);
    this.failures = new FailurePromises(log, this::isSettled);
    this.shared = new SharedPromises(Simulation.SHARED, log, clock);
    this.rooms = new RoomPromises(log, (what, offset) -> told(offset, what));
  }

  // --- the log ---

  void isInboxOf(LogRecord.Trim trim, @Nullable String client) {
    log.trims().isInboxOf(trim, client);
  }

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
    rooms.recovered();
  }

  private void told(long offset, String what) {
    if (offset > told) {
      told = offset;
      toldWhat = what;
    }
  }

  /** A client that comes back after it has expired is another: what the one did is not its. */
  private String life(String id) {
    return log.life(id);
  }

  /** What is promised to those who emit. */
  PublisherPromises publishers() {
    return publishers;
  }

  /** What is promised of events that are not handled. */
  FailurePromises failures() {
    return failures;
  }

  /** What is promised of rooms. */
  RoomPromises rooms() {
    return rooms;
  }

  /** What is promised to the members of the shared queue. */
  SharedPromises shared() {
    return shared;
  }

  /** True when there is nobody of this name in the log. */
  boolean isUnknown(String id) {
    return log.client(id) == null;
  }

  // --- receivers ---

  void attached(SimSession session, LogRecord.Connect asked, ClientSnapshot snapshot) {
    Reading before = reading.put(session.client(), new Reading(session));
    Violation.unless(
        before == null,
        "FENCING",
        "%s attached while an older session of it was not fenced",
        session.client());
    rooms.attached(session, offsets.get(asked));
    failures.checkKnown(snapshot);
    publishers.checkKnown(snapshot);
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
    SimTraces.check(id, event);
    if (event.isVolatile()) {
      volatileDelivered(current, id, offset);
      return;
    }
    told(offset, "an event was delivered");
    rooms.checkMayHave(session, offset);
    Violation.unless(
        !receipted.getOrDefault(life(id), Set.of()).contains(offset),
        "P3",
        "%s got %d after the receipt for its acknowledgement",
        id,
        offset);
    failures.checkTime(session, offset);
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

  /** What stands before this event, or gap, was delivered, or is acknowledged. */
  private void inTurn(Reading current, String id, long offset) {
    List<Long> queue = queue(id);
    Violation.unless(offset > current.last, "P4", "%s got %d after %d", id, offset, current.last);
    while (current.next < queue.size() && queue.get(current.next) < offset) {
      long skipped = queue.get(current.next++);
      if (failures.mayWait(current.session, current.since, skipped)) {
        current.postponed.add(skipped);
        continue;
      }
      Violation.unless(
          isSettled(id, skipped),
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
      if (!current.postponed.remove(gap.to())) {
        inTurn(current, id, gap.to());
      }
      current.last = Math.max(current.last, gap.to());
      current.held.add(gap.to());
    }
    gaps.computeIfAbsent(life(id), client -> new ArrayList<>()).add(gap);
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
    return gaps.getOrDefault(life(id), List.of()).stream()
        .anyMatch(gap -> offset > gap.from() && offset <= gap.to());
  }

  private void firstDelivery(Reading current, String id, Event event) {
    long offset = event.offset();
    if (current.postponed.remove(offset)) {
      isHeld(current, id, offset);
      return;
    }
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
    Violation.unless(
        !current.session.strict() || (current.held.isEmpty() && current.postponed.isEmpty()),
        "STRICT",
        "%s got %d while it held %s unacknowledged",
        id,
        offset,
        current.held);
    isHeld(current, id, offset);
  }

  private static void isHeld(Reading current, String id, long offset) {
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
    acknowledged.computeIfAbsent(life(session.client()), id -> new HashSet<>()).add(offset);
    reading.get(session.client()).held.remove(offset);
  }

  /** The broker has written down what the client did not handle. */
  void failed(SimSession session, LogRecord.Failed record, Applied.Retried retried) {
    if (record.receipted()) {
      told(offsets.get(record), "a failed attempt of " + session.client() + " was receipted");
    }
    List<Long> givenUp = failures.decided(record, retried);
    reading.get(session.client()).held.removeAll(givenUp);
  }

  /** A membership, or a dead letter, was changed as the record says. */
  void changed(LogRecord record) {
    told(offsets.get(record), record + " was confirmed");
  }

  /** The client is done with a gap: nothing more is to come of it. */
  void gapAcknowledged(SimSession session, long offset) {
    reading.get(session.client()).held.remove(offset);
  }

  void receipted(SimSession session, LogRecord.Ack ack, Set<Long> events) {
    told(offsets.get(ack), "an acknowledgement of " + session.client() + " was receipted");
    receipted.computeIfAbsent(life(session.client()), id -> new HashSet<>()).addAll(events);
  }

  // --- at rest ---

  /** Everything has been delivered and acknowledged, if the broker is to be believed. */
  void checkNothingMissed(String id) {
    List<Long> missed = new ArrayList<>(queue(id));
    missed.removeIf(offset -> isDone(id, offset));
    missed.removeIf(offset -> isTold(id, offset) && log.mayBeMissed(offset, id, clock.getAsLong()));
    Violation.unless(missed.isEmpty(), "P2", "%s never got %s", id, missed);
    ReferenceClient client = log.client(id);
    Violation.unless(
        client == null || !client.owesGap || isTold(id, client.since),
        "P2",
        "%s was not told that it had expired",
        id);
  }

  private List<Long> queue(String id) {
    ReferenceClient client = log.client(id);
    return client == null ? List.of() : client.queue;
  }

  /** Nothing more has to come of it. */
  private boolean isSettled(String id, long offset) {
    return isDone(id, offset) || log.mayBeMissed(offset, id, clock.getAsLong());
  }

  /** It is handled, or given up and among the dead letters, where it can be seen. */
  private boolean isDone(String id, long offset) {
    ReferenceClient client = log.client(id);
    return acknowledged.getOrDefault(life(id), Set.of()).contains(offset)
        || (client != null && client.failures.givenUp.contains(offset));
  }

  private boolean isAcknowledged(ReferenceReceipts.Recipient recipient, long offset) {
    String life = ReferenceLog.life(recipient.name(), recipient.since());
    return acknowledged.getOrDefault(life, Set.of()).contains(offset)
        || shared.isAcknowledged(recipient.name(), offset);
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
