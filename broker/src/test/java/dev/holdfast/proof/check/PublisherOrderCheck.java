package dev.holdfast.proof.check;

import dev.holdfast.proof.history.Line;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** P4: in one stream the events of one publisher stand in the order it emitted them. */
final class PublisherOrderCheck {
  private record Key(String publisher, String stream) {}

  private PublisherOrderCheck() {}

  static void run(Knowledge known, Findings findings) {
    Map<Key, EventFacts> last = new HashMap<>();
    List<EventFacts> inOrder =
        known.events().stream()
            .filter(event -> event.offset() >= 0)
            .sorted(Comparator.comparingLong(event -> event.number))
            .toList();
    for (EventFacts event : inOrder) {
      for (String stream : event.streams()) {
        EventFacts before = last.put(new Key(event.publisher, stream), event);
        if (before != null && before.offset() > event.offset()) {
          String what = before.name + " stands behind " + event.name + " in " + stream;
          findings.add(Promise.P4, what, where(before), where(event));
        }
      }
    }
  }

  private static Line where(EventFacts event) {
    return event.positions.values().iterator().next();
  }
}
