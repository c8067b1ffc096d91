package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the members of shared queues see, and holds it against the {@link SharedLog}. Who
 * has acknowledged what is taken from the members, not from the broker's records.
 */
final class SharedChecks {
  private final SharedLog log = new SharedLog();

  /** Milliseconds; the latest that any part of the broker was told. */
  private final LongSupplier clock;

  private final Map<String, Handled> handled = new HashMap<>();

  /** What each that is there was delivered and has not acknowledged: whether it is a gap. */
  private final Map<Holder, Map<Long, Boolean>> held = new HashMap<>();

  /** The position that each emit was confirmed with first, by what it says. */
  private final Map<Bytes, Long> confirmed = new HashMap<>();

  /** Volatile events that somebody got, and who: a client and what the event says. */
  private final Set<String> passed = new HashSet<>();

  /** The last record of which anybody was told, and what he was told. */
  private long told;

  private String toldWhat = "nothing";
  private long deliveries;
  private long moved;

  /** Who may be given events of a client: a member of its shared queue, or a session of its own. */
  interface Holder {
    String client();

    /** How many events it may hold unacknowledged. */
    int limit();
  }

  /** What is known of the queue of one client. */
  private static final class Handled {
    /** Acknowledged by somebody. */
    final Set<Long> acknowledged = new HashSet<>();

    /** The part of it that this life of the broker has heard of. */
    final Set<Long> acknowledgedHere = new HashSet<>();

    /** The part of it that was receipted. */
    final Set<Long> receipted = new HashSet<>();

    /** Who got each event last. */
    final Map<Long, Holder> lastHolder = new HashMap<>();

    final List<Gap> gaps = new ArrayList<>();
  }

  SharedChecks(LongSupplier clock) {
    this.clock = clock;
  }

  // --- the log ---

  void appending(long first, List<LogRecord> group) {
    Violation.unless(
        first == log.end() + 1, "P7", "offset %d given after %d records", first, log.end());
    group.forEach(log::append);
  }

  /** The broker has been started on what a crash left: {@code end} records. */
  void recovered(long end) {
    Violation.unless(
        end >= told, "P1", "%s at %d, but the log ends at %d after a crash", toldWhat, told, end);
    log.truncate(end);
    held.clear();
    handled.values().forEach(client -> client.acknowledgedHere.clear());
  }

  private void told(long offset, String what) {
    if (offset > told) {
      told = offset;
      toldWhat = what;
    }
  }

  private Handled of(Holder holder) {
    return handled.computeIfAbsent(holder.client(), id -> new Handled());
  }

  // --- publishers ---

  void emitConfirmed(LogRecord.Emit emit, long position) {
    told(log.offsetOf(emit), "an emit was confirmed");
    Bytes body = emit.content().body();
    Long earlier = confirmed.putIfAbsent(body, position);
    Violation.unless(
        earlier == null || earlier == position,
        "P5",
        "'%s' confirmed at %d and, resent, at %d",
        body,
        earlier,
        position);
    Violation.unless(
        emit.marks().isVolatile() || log.storedAt(body) == position,
        "P5",
        "'%s' confirmed at %d, but stored at %d",
        body,
        position,
        log.storedAt(body));
  }

  void emitRefused(LogRecord.Emit emit) {
    Bytes body = emit.content().body();
    Violation.unless(log.storedAt(body) == 0, "P5", "'%s' refused, but stored", body);
  }

  /** Of a record other than an emit. */
  void confirmed(LogRecord record) {
    told(log.offsetOf(record), record + " was confirmed");
  }

  // --- who gets events ---

  /** It may be given events from now on. */
  void attached(Holder holder, ClientSnapshot snapshot) {
    held.put(holder, new HashMap<>());
    for (long offset : log.queue(holder.client()).headSet(snapshot.upTo(), true)) {
      Violation.unless(
          isDone(of(holder), offset),
          "P2",
          "%s is told that it begins after %d, but %d was never acknowledged",
          holder,
          snapshot.upTo(),
          offset);
    }
  }

  /** It is not there any more. */
  void stopped(Holder holder) {
    held.remove(holder);
  }

  void delivered(Holder holder, Event event, boolean again) {
    long offset = event.offset();
    deliveries++;
    told(offset, "an event was delivered");
    Map<Long, Boolean> its = heldBy(holder, offset);
    if (again) {
      Violation.unless(
          its.containsKey(offset), "ONE", "%s got %d again, not its own", holder, offset);
      return;
    }
    Handled client = of(holder);
    notDone(client, holder, offset);
    isTheirs(holder, event);
    nobodyElseHolds(holder, offset);
    inOrder(client, holder, offset);
    hold(its, holder, offset, false);
    Holder before = client.lastHolder.put(offset, holder);
    moved += before != null && before != holder ? 1 : 0;
  }

  private Map<Long, Boolean> heldBy(Holder holder, long offset) {
    Map<Long, Boolean> its = held.get(holder);
    Violation.unless(its != null, "FENCING", "%s is not attached and got %d", holder, offset);
    return its;
  }

  private static void notDone(Handled client, Holder holder, long offset) {
    Violation.unless(
        !client.receipted.contains(offset),
        "P3",
        "%s got %d after the receipt for its acknowledgement",
        holder,
        offset);
    Violation.unless(
        !client.acknowledgedHere.contains(offset),
        "P3",
        "%s got %d, whose acknowledgement the broker had",
        holder,
        offset);
  }

  private void isTheirs(Holder holder, Event event) {
    Violation.unless(
        log.queue(holder.client()).contains(event.offset()),
        "P6",
        "%s got %d ('%s'), which is not for it",
        holder,
        event.offset(),
        event.body());
    Violation.unless(
        log.event(event.offset()).content().body().equals(event.body()),
        "P7",
        "the event at %d has another content",
        event.offset());
  }

  private void nobodyElseHolds(Holder holder, long offset) {
    Holder other = anotherWith(holder, offset);
    Violation.unless(other == null, "ONE", "%s got %d, which %s holds", holder, offset, other);
  }

  /** Who else of the same client holds the event; null for nobody. */
  private @Nullable Holder anotherWith(Holder holder, long offset) {
    for (Map.Entry<Holder, Map<Long, Boolean>> other : held.entrySet()) {
      if (other.getKey() != holder
          && other.getKey().client().equals(holder.client())
          && Boolean.FALSE.equals(other.getValue().get(offset))) {
        return other.getKey();
      }
    }
    return null;
  }

  /** What the publisher had said before is done, or with the same holder. */
  private void inOrder(Handled client, Holder holder, long offset) {
    ClientKey publisher = log.event(offset).client();
    for (long earlier : log.queue(holder.client()).headSet(offset)) {
      if (log.event(earlier).client().equals(publisher)) {
        Violation.unless(
            anotherWith(holder, earlier) == null
                && (isDone(client, earlier) || held.get(holder).containsKey(earlier)),
            "P4",
            "%s got %d, but %d of the same publisher before it is neither done nor its own",
            holder,
            offset,
            earlier);
      }
    }
  }

  private boolean isDone(Handled client, long offset) {
    return client.acknowledged.contains(offset) || log.hasExpired(offset, clock.getAsLong());
  }

  private static void hold(Map<Long, Boolean> its, Holder holder, long offset, boolean gap) {
    its.put(offset, gap);
    Violation.unless(
        its.size() <= holder.limit(),
        "WINDOW",
        "%s holds %d events unacknowledged",
        holder,
        its.size());
  }

  /** Nobody was told that it is durable, and it is for one of them or nobody. */
  void volatileDelivered(Holder holder, Event event) {
    heldBy(holder, event.offset());
    Violation.unless(
        log.isPassing(event.body(), holder.client()),
        "P6",
        "%s got the volatile '%s', which is not for it",
        holder,
        event.body());
    Violation.unless(
        passed.add(holder.client() + " got " + event.body()),
        "ONE",
        "%s got the volatile '%s', which somebody had before",
        holder,
        event.body());
  }

  /** It is told that events were dropped; here they all have expired. */
  void gapTold(Holder holder, Event event, boolean again) {
    Gap gap = Objects.requireNonNull(event.gap());
    told(gap.to(), "a gap was told");
    Map<Long, Boolean> its = heldBy(holder, gap.to());
    if (!again) {
      hold(its, holder, gap.to(), true);
    }
    of(holder).gaps.add(gap);
  }

  /** It is done with an event, or with a gap. */
  void acknowledged(Holder holder, long offset, boolean gap) {
    held.get(holder).remove(offset);
    if (!gap) {
      of(holder).acknowledged.add(offset);
      of(holder).acknowledgedHere.add(offset);
    }
  }

  /** The broker has said that these acknowledgements are durable. */
  void receipted(Holder holder, Set<Long> offsets) {
    of(holder).receipted.addAll(offsets);
  }

  // --- at rest ---

  /** Somebody has handled every event, or was told that it has expired. */
  void checkNothingMissed(String client) {
    Handled its = handled.computeIfAbsent(client, id -> new Handled());
    List<Long> missed = new ArrayList<>(log.queue(client));
    missed.removeAll(its.acknowledged);
    missed.removeIf(offset -> log.hasExpired(offset, clock.getAsLong()) && isTold(its, offset));
    Violation.unless(missed.isEmpty(), "P2", "nobody of %s ever handled %s", client, missed);
  }

  private static boolean isTold(Handled client, long offset) {
    return client.gaps.stream().anyMatch(gap -> offset > gap.from() && offset <= gap.to());
  }

  void checkRooms(String client, List<String> rooms) {
    Violation.unless(
        rooms.equals(log.rooms(client)),
        "ROOMS",
        "a member of %s knows of %s, not of %s",
        client,
        rooms,
        log.rooms(client));
  }

  String summary() {
    long gaps = handled.values().stream().mapToLong(client -> client.gaps.size()).sum();
    return "%d records, %d deliveries, %d of them of what another had had, %d gaps"
        .formatted(log.end(), deliveries, moved, gaps);
  }

  long deliveries() {
    return deliveries;
  }
}
