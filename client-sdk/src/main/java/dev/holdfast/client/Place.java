package dev.holdfast.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of events.
 *
 * @param name {@code earliest}, {@code latest}, or a position; empty where it is a time
 * @param time null where it is none
 */
public record Place(String name, @Nullable Instant time) {
  /** Before all that there is. */
  public static Place earliest() {
    return new Place("earliest", null);
  }

  /** After all that there is. */
  public static Place latest() {
    return new Place("latest", null);
  }

  /** After the event at this position. */
  public static Place after(String position) {
    return new Place(position, null);
  }

  /** Before the first event of this time or later. */
  public static Place at(Instant time) {
    return new Place("", time);
  }
}
