package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Place;
import dev.holdfast.broker.queue.Position;
import org.jspecify.annotations.Nullable;

/**
 * What the positions that clients name mean here: the one place that decides it. A position from
 * after the backup that the store was restored from is neither skipped to nor taken for unknown:
 * the client is told from where to where this store does not have what the client has seen.
 */
final class Positions {
  private final Lineage lineage;

  Positions(Lineage lineage) {
    this.lineage = lineage;
  }

  /**
   * What was lost to a client when the store was restored.
   *
   * @param from the last position that the store and the client have in common
   * @param to the position that the client named
   */
  record Restored(String from, String to) {}

  /**
   * Where a new queue starts, or what a client has seen.
   *
   * @param restored null when it is a place in this store
   */
  record Start(Place place, @Nullable Restored restored) {}

  /** True when an event of this store stands, or stood, there. */
  boolean isHere(Position position) {
    return lineage.meaning(position).known() == Lineage.Known.HERE;
  }

  /**
   * The offset of a position of this store.
   *
   * @throws RequestException when it is ahead of the store, or not of its history
   */
  long offset(Position position) throws RequestException {
    Start place = meaning(position);
    if (place == null) {
      throw new RequestException(
          ErrorCode.BAD_POSITION, position + " is no position of this broker's history");
    }
    return here(place).offset();
  }

  /**
   * The value of a key that says where in a room something begins or ends: a text, or {@code
   * {"time":ms}}.
   *
   * @throws RequestException when it is ahead of the store, or no place at all
   */
  Place place(RequestReader in, String key) throws RequestException {
    return in.atObject() ? Place.at(in.time(key)) : here(start(key, in.text(key)));
  }

  private static Place here(Start start) throws RequestException {
    if (start.restored() != null) {
      throw RequestException.restored(start.restored());
    }
    return start.place();
  }

  /**
   * Where a queue is to begin. One that is to begin ahead of the store begins where the store and
   * the client part: so nothing that comes is skipped.
   *
   * @throws RequestException when it is no place at all
   */
  Start start(String text) throws RequestException {
    return start("from", text);
  }

  private Start start(String key, String text) throws RequestException {
    if (text.equals("latest")) {
      return new Start(Place.LATEST, null);
    } else if (text.equals("earliest")) {
      return new Start(Place.EARLIEST, null);
    }
    Start start = startOrNull(text);
    if (start == null) {
      throw new RequestException(
          ErrorCode.BAD_POSITION,
          "key '"
              + key
              + "' must be latest, earliest or a position of this broker, or a time in ms since"
              + " 1970");
    }
    return start;
  }

  /** What a client says it has seen; a stock client takes any trailing text for its offset. */
  Start seen(@Nullable String text) {
    Start start = text == null ? null : startOrNull(text);
    return start == null || start.place().byTime() ? new Start(Place.EARLIEST, null) : start;
  }

  private @Nullable Start startOrNull(String text) {
    try {
      boolean time = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
      return time ? new Start(Place.at(Long.parseLong(text)), null) : meaning(Position.parse(text));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable Start meaning(Position position) {
    Lineage.Meaning meaning = lineage.meaning(position);
    return switch (meaning.known()) {
      case HERE -> new Start(Place.after(meaning.offset()), null);
      case AHEAD ->
          new Start(
              Place.after(meaning.offset()),
              new Restored(lineage.position(meaning.offset()), position.toString()));
      case NOT -> null;
    };
  }
}
