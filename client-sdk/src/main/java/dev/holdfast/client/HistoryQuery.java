package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of a room's history.
 *
 * @param from where to begin
 * @param to where to end; null for at the end
 * @param limit how many events a page holds at most, 1 to 1000; it may hold fewer
 */
public record HistoryQuery(Place from, @Nullable Place to, int limit) {
  /** From here on, a hundred events a page. */
  public static HistoryQuery from(Place place) {
    return new HistoryQuery(place, null, 100);
  }

  /** The same up to here. */
  public HistoryQuery to(Place place) {
    return new HistoryQuery(from, place, limit);
  }

  /** The same with so many events a page. */
  public HistoryQuery limit(int events) {
    return new HistoryQuery(from, to, events);
  }

  /** The same, going on after a page. */
  public HistoryQuery after(String next) {
    return new HistoryQuery(Place.after(next), to, limit);
  }
}
