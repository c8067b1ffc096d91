package dev.holdfast.proof.check;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.proof.history.Line;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** An event has one position (P5), a position one event, and time goes with positions (P7). */
final class PositionCheck {
  private PositionCheck() {}

  static void run(Knowledge known, Findings findings) {
    Map<Position, EventFacts> taken = new HashMap<>();
    for (EventFacts event : known.events()) {
      if (event.positions.size() > 1) {
        Line[] lines = event.positions.values().toArray(Line[]::new);
        findings.add(Promise.P5, event.name + " stands at " + event.positions.keySet(), lines);
      }
      event.positions.forEach(
          (position, line) -> {
            EventFacts other = taken.putIfAbsent(position, event);
            if (other != null) {
              String what = position + " is the position of " + other.name + " and " + event.name;
              findings.add(Promise.P7, what, other.positions.get(position), line);
            }
          });
    }
    oneHistory(taken, findings);
    forward(known, findings);
  }

  private static void oneHistory(Map<Position, EventFacts> taken, Findings findings) {
    List<Integer> epochs = taken.keySet().stream().map(Position::epoch).distinct().toList();
    if (epochs.size() > 1) {
      findings.add(Promise.P7, "positions of several histories: " + epochs);
    }
  }

  /** What was emitted after another was known to be stored stands behind it. */
  private static void forward(Knowledge known, Findings findings) {
    List<EventFacts> placed =
        known.events().stream().filter(e -> e.durable() && e.offset() >= 0).toList();
    Iterator<EventFacts> stored =
        placed.stream().sorted(Comparator.comparingLong(EventFacts::storedBefore)).iterator();
    EventFacts next = stored.hasNext() ? stored.next() : null;
    EventFacts highest = null;
    for (EventFacts event :
        placed.stream().sorted(Comparator.comparingLong(EventFacts::storedAfter)).toList()) {
      while (next != null && next.storedBefore() < event.storedAfter()) {
        highest = highest == null || next.offset() > highest.offset() ? next : highest;
        next = stored.hasNext() ? stored.next() : null;
      }
      if (highest != null && event.offset() < highest.offset()) {
        findings.add(
            Promise.P7,
            event.name + " was emitted after " + highest.name + " was stored, and stands before it",
            highest.positions.values().iterator().next(),
            event.emitted,
            event.positions.values().iterator().next());
      }
    }
  }
}
