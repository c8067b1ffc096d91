package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Watches the members of one shared queue and holds what they see against the {@link ReferenceLog}:
 * each event is with one of them, those of a publisher in its order, and none is lost with a
 * member.
 */
final class SharedPromises {
  private final ClientKey client;
  private final ReferenceLog log;
  private final LongSupplier clock;
  private final Set<Long> acknowledged = new HashSet<>();
  private final Set<Long> receipted = new HashSet<>();

  /** Who was sent what and is not done with it. */
  private final Map<Long, SimMember> holders = new HashMap<>();

  /** The last record each member has heard of that took the client from a room. */
  private final Map<SimMember, Long> heard = new HashMap<>();

  private long deliveries;

  /**
   * Of the members of one client.
   *
   * @param clock the latest time that the broker was ever told, in milliseconds
   */
  SharedPromises(ClientKey client, ReferenceLog log, LongSupplier clock) {
    this.client = client;
    this.log = log;
    this.clock = clock;
  }

  ClientKey client() {
    return client;
  }

  /** Told to one of them, whoever that was. */
  private final List<Gap> gaps = new ArrayList<>();

  void delivered(SimMember member, Delivery delivery, long nowMs) {
    deliveries++;
    Event event = delivery.event();
    long offset = event.offset();
    if (event.gap() != null) {
      gaps.add(event.gap());
      holders.put(offset, member);
      return;
    }
    Violation.unless(
        queue().contains(offset) && log.says(offset, event.body()),
        "P6",
        "a member got %d ('%s'), which is not for it",
        offset,
        event.body());
    ReferenceClient known = log.client(client.clientId());
    Violation.unless(
        known.lostBy(offset) > heard.getOrDefault(member, 0L),
        "P6",
        "a member got %d, which was lost at %d with its room",
        offset,
        known.lostBy(offset));
    Violation.unless(!receipted.contains(offset), "P3", "%d came after its receipt", offset);
    Violation.unless(!failures().givenUp.contains(offset), "P3", "%d came, given up", offset);
    Attempt failed = failures().attempts.get(offset);
    Violation.unless(
        failed == null || failed.notBeforeMs() <= nowMs, "DELAY", "%d came too early", offset);
    SimMember holder = holders.put(offset, member);
    Violation.unless(
        holder == (delivery.again() ? member : null),
        "SHARED",
        "%d came to a member while %s",
        offset,
        holder == null ? "it held nothing of it" : "one held it");
    if (!delivery.again()) {
      inOrder(member, event);
    }
  }

  private void inOrder(SimMember member, Event event) {
    long latestMs = clock.getAsLong();
    for (long earlier : queue()) {
      boolean before =
          earlier < event.offset()
              && log.eventAt(earlier).client().equals(event.publisher())
              && !isDone(earlier)
              && !log.mayBeMissed(earlier, client.clientId(), latestMs);
      if (before) {
        Violation.unless(
            !member.strict() && (holders.get(earlier) == member || isDelayed(earlier)),
            member.strict() ? "STRICT" : holders.containsKey(earlier) ? "P4" : "P2",
            "%d came while %d of the same publisher was with %s",
            event.offset(),
            earlier,
            holders.containsKey(earlier) ? "another member, or not acknowledged" : "nobody");
      }
    }
  }

  private boolean isDelayed(long offset) {
    Attempt failed = failures().attempts.get(offset);
    return failed != null && failed.notBeforeMs() > 0;
  }

  /** A member is done with an event, and the members are the client of this name. */
  boolean isAcknowledged(String id, long offset) {
    return id.equals(client.clientId()) && acknowledged.contains(offset);
  }

  private boolean isDone(long offset) {
    return acknowledged.contains(offset) || failures().givenUp.contains(offset);
  }

  void acknowledged(SimMember member, long offset) {
    acknowledged.add(offset);
    holders.remove(offset, member);
  }

  void receipted(Collection<Long> offsets) {
    receipted.addAll(offsets);
  }

  /** It was given up while the member held it. */
  void dropped(SimMember member, long offset) {
    Violation.unless(
        failures().givenUp.contains(offset), "P2", "%d was dropped, but not given up", offset);
    holders.remove(offset, member);
  }

  /** The member is told that the client was taken from a room. */
  void banished(SimMember member, long offset) {
    heard.merge(member, offset, Math::max);
  }

  /** What it held is others' now. */
  void left(SimMember member) {
    heard.remove(member);
    holders.values().removeIf(holder -> holder == member);
  }

  /** What is neither handled nor given up, nor told of by a gap. */
  List<Long> missed() {
    List<Long> missed = new ArrayList<>(queue());
    missed.removeIf(this::isDone);
    missed.removeIf(
        offset -> isTold(offset) && log.mayBeMissed(offset, client.clientId(), clock.getAsLong()));
    return missed;
  }

  private boolean isTold(long offset) {
    return gaps.stream().anyMatch(gap -> offset > gap.from() && offset <= gap.to());
  }

  long deliveries() {
    return deliveries;
  }

  private List<Long> queue() {
    ReferenceClient known = log.client(client.clientId());
    return known == null ? List.of() : known.queue;
  }

  private ReferenceFailures failures() {
    ReferenceClient known = log.client(client.clientId());
    return known == null ? new ReferenceFailures(0) : known.failures;
  }
}
