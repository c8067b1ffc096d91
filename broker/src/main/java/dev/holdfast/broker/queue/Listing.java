package dev.holdfast.broker.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a long list.
 *
 * @param items in the order of the list; may be fewer than were asked for, or none
 * @param next what to go on after; null when there is no more
 */
public record Listing<T>(List<T> items, @Nullable String next) {
  /** Copies the list. */
  public Listing {
    items = List.copyOf(items);
  }
}
