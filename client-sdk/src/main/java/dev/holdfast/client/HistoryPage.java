package dev.holdfast.client;

import java.util.List;
import java.util.Optional;

/**
 * Some events of a room's history. They are only shown: there is nothing to acknowledge.
 *
 * @param events in their order
 * @param next what {@link HistoryQuery#after} takes to go on; empty when this was all
 */
public record HistoryPage(List<Event> events, Optional<String> next) {
  /** Copies the list. */
  public HistoryPage {
    events = List.copyOf(events);
  }
}
