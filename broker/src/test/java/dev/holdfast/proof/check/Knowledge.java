package dev.holdfast.proof.check;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.History;
import dev.holdfast.proof.history.Line;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all histories of a run say together about each event. */
final class Knowledge {
  private final Map<String, EventFacts> events = new LinkedHashMap<>();
  private final List<ClientFacts> clients;

  Knowledge(List<History> histories) {
    histories.forEach(history -> history.lines().forEach(this::emitted));
    histories.forEach(history -> history.lines().forEach(this::heard));
    this.clients = histories.stream().map(ClientFacts::new).toList();
  }

  Collection<EventFacts> events() {
    return events.values();
  }

  List<ClientFacts> clients() {
    return clients;
  }

  /** What is known of an event of this name; null when nobody emitted it. */
  @Nullable EventFacts event(String name) {
    return events.get(name);
  }

  private void emitted(Line line) {
    if (line.entry() instanceof Entry.Emitting emit) {
      events.computeIfAbsent(emit.event(), name -> new EventFacts(line, emit)).tries++;
    }
  }

  private void heard(Line line) {
    if (line.entry() instanceof Entry.Confirmed confirmed) {
      EventFacts event = emittedBefore(confirmed.event());
      position(event, confirmed.position(), line);
      event.confirmed = earlier(event.confirmed, line);
    } else if (line.entry() instanceof Entry.Refused refused) {
      emittedBefore(refused.event()).refused = line;
    } else if (line.entry() instanceof Entry.Delivered delivered) {
      EventFacts event = events.get(delivered.event());
      if (event != null) {
        position(event, delivered.position(), line);
        event.delivered = earlier(event.delivered, line);
      }
    }
  }

  private EventFacts emittedBefore(String name) {
    EventFacts event = events.get(name);
    if (event == null) {
      throw new IllegalArgumentException("an answer to " + name + ", which nobody emitted");
    }
    return event;
  }

  private static void position(EventFacts event, @Nullable String position, Line line) {
    if (position != null) {
      event.positions.putIfAbsent(Position.parse(position), line);
    }
  }

  private static Line earlier(@Nullable Line known, Line line) {
    return known == null || line.entry().at() < known.entry().at() ? line : known;
  }
}
