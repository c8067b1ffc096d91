package dev.holdfast.broker.queue;

/**
 * How much of what a room held is shown to who joins it.
 *
 * @param from where to begin
 * @param last at most so many events from there on, the newest; {@link #ALL} for all
 * @param retained true when what the room keeps as the last of each name is shown too, wherever it
 *     stands
 */
public record Past(Place from, int last, boolean retained) {
  /** {@code last} of a past without this bound. */
  public static final int ALL = Integer.MAX_VALUE;

  /** Everything from there on. */
  public static Past from(Place place) {
    return new Past(place, ALL, false);
  }
}
