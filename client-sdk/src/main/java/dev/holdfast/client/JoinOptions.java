package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/**
 * What a client is to be shown of a room that it joins. Events that are shown have {@link
 * Event#isShown()}.
 *
 * @param from where to begin in what the room holds; null for not at all, unless there is a last
 * @param last how many at most; 0 for no such bound
 * @param retained true to be shown the retained events
 */
public record JoinOptions(@Nullable Place from, int last, boolean retained) {
  /** Nothing. */
  public static final JoinOptions NONE = new JoinOptions(null, 0, false);

  /** The same, beginning here. */
  public JoinOptions withHistory(Place place) {
    return new JoinOptions(place, last, retained);
  }

  /** The same, with so many at most, the last ones. */
  public JoinOptions withLast(int events) {
    return new JoinOptions(from, events, retained);
  }

  /** The same, with the retained events. */
  public JoinOptions withRetained() {
    return new JoinOptions(from, last, true);
  }
}
