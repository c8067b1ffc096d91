package dev.holdfast.client.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every delivered event by its position: whether its handler has had it, and
 * whether the broker has heard so. Positions are never read, only compared; their order is that of
 * delivery. Pure. Owner: the event loop.
 *
 * <pre>
 *   PENDING --handled--> DONE --acknowledged--> gone, or ACKED while an earlier one is PENDING
 *   PENDING --failed-->  NACKED --delivered again--> PENDING
 * </pre>
 *
 * A NACKED event holds the cumulative acknowledgement back: it must not be acknowledged with the
 * later ones. In a shared queue too: what one session of it was delivered is acknowledged in the
 * order of its delivery, and a NACKED event comes again to the same session.
 */
final class Inbox {
  // Live as long as the client.
  private final int maxHandled;
  private final Predicate<String> handledBefore;

  /** Given to the dispatcher, outcome not known; may be of an earlier session. */
  private final Set<String> unsettled = new HashSet<>();

  /** Handled, but the broker has not receipted the acknowledgement: may be delivered again. */
  private final Set<String> handled = new LinkedHashSet<>();

  /** How often each failed; only events that have not been handled since. */
  private final Map<String, Integer> failures = new HashMap<>();

  // Live as long as the session. Bounded by the window, which Deliveries enforces.
  private final Map<String, Status> session = new LinkedHashMap<>();
  private int done;

  /**
   * For a window of so many events.
   *
   * @param handledBefore true of positions that were handled, by an earlier process perhaps
   */
  Inbox(int window, Predicate<String> handledBefore) {
    this.maxHandled = 4 * window;
    this.handledBefore = handledBefore;
  }

  /**
   * Notes a delivery.
   *
   * @return true when a handler is to have it; false when one has it, or had it
   */
  boolean delivered(String position) {
    Status known = session.get(position);
    if (known != null && known != Status.NACKED) {
      return false;
    }
    if (handled.contains(position) || handledBefore.test(position)) {
      session.put(position, Status.DONE);
      done++;
      return false;
    }
    session.put(position, Status.PENDING);
    return unsettled.add(position);
  }

  /** Notes that the handler has succeeded. */
  void succeeded(String position) {
    unsettled.remove(position);
    failures.remove(position);
    handled.add(position);
    if (handled.size() > maxHandled) {
      removeEldest(handled);
    }
    if (session.replace(position, Status.PENDING, Status.DONE)) {
      done++;
    }
  }

  /**
   * Notes that the handler has failed.
   *
   * @return how often it has now failed; 0 when the broker need not be told, since this session did
   *     not deliver the event
   */
  int failed(String position) {
    unsettled.remove(position);
    if (failures.size() >= maxHandled) {
      removeEldest(failures.keySet());
    }
    int times = failures.merge(position, 1, Integer::sum);
    return session.replace(position, Status.PENDING, Status.NACKED) ? times : 0;
  }

  /** True when there is something to acknowledge. */
  boolean ackDue() {
    return done > 0;
  }

  /** True when no handler has an event. */
  boolean isIdle() {
    return unsettled.isEmpty();
  }

  /**
   * What was handled since the last one; null when there is nothing. With more single positions
   * than there may be, the rest is due afterwards.
   *
   * @param most how many single positions there may be
   */
  @Nullable Ack nextAck(int most) {
    if (done == 0) {
      return null;
    }
    List<String> all = new ArrayList<>(done);
    String upTo = takeHandledHead(all);
    List<String> also = markHandledRest(Math.min(done - all.size(), most));
    all.addAll(also);
    done -= all.size();
    return new Ack(upTo, also, all);
  }

  private @Nullable String takeHandledHead(List<String> fresh) {
    String upTo = null;
    Iterator<Map.Entry<String, Status>> oldest = session.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<String, Status> entry = oldest.next();
      if (entry.getValue() == Status.PENDING || entry.getValue() == Status.NACKED) {
        break;
      }
      if (entry.getValue() == Status.DONE) {
        fresh.add(entry.getKey());
      }
      upTo = entry.getKey();
      oldest.remove();
    }
    return upTo;
  }

  /**
   * True when a session has become too long to go on with: events that failed stand at its head,
   * and some of them will not come again, as the broker has given them up.
   */
  boolean isOvergrown() {
    return session.size() > maxHandled;
  }

  private List<String> markHandledRest(int count) {
    List<String> also = new ArrayList<>(count);
    Iterator<Map.Entry<String, Status>> rest = session.entrySet().iterator();
    while (also.size() < count) {
      Map.Entry<String, Status> entry = rest.next();
      if (entry.getValue() == Status.DONE) {
        entry.setValue(Status.ACKED);
        also.add(entry.getKey());
      }
    }
    if (session.size() > maxHandled / 2) {
      session.values().removeIf(status -> status == Status.ACKED); // a later one will do as well
    }
    return also;
  }

  /** The broker has this acknowledgement on disk: it will not deliver those events again. */
  void receipted(Ack ack) {
    // Not removeAll, which searches the list for each of the set when the list is as long.
    ack.all().forEach(handled::remove);
  }

  /**
   * The session is over; the broker will deliver again what it has no acknowledgement of.
   *
   * @param notStarted positions that the dispatcher has given back
   */
  void disconnected(Collection<String> notStarted) {
    notStarted.forEach(unsettled::remove);
    session.clear();
    done = 0;
  }

  /** These will not be handled: the client is being closed. */
  void givenBack(Collection<String> notStarted) {
    notStarted.forEach(unsettled::remove);
  }

  private static void removeEldest(Set<String> set) {
    Iterator<String> eldest = set.iterator();
    eldest.next();
    eldest.remove();
  }

  private enum Status {
    PENDING,
    DONE,
    ACKED,
    NACKED
  }

  /**
   * One acknowledgement.
   *
   * @param upTo everything delivered up to this position is done with; null when nothing new is
   * @param also single later ones
   * @param all every position that it acknowledges for the first time
   */
  record Ack(@Nullable String upTo, List<String> also, List<String> all) {}
}
