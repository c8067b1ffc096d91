package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.LogRecord;
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
   * @param restored null when it is a position of this store
   */
  record Place(long offset, @Nullable Restored restored) {}

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
    Place place = place(position);
    if (place == null) {
      throw new RequestException(
          ErrorCode.BAD_POSITION, position + " is no position of this broker's history");
    }
    return here(place);
  }

  /**
   * Where a room's past is to begin: an offset, or {@link LogRecord.Connect#LATEST} for what comes.
   *
   * @throws RequestException when it is ahead of the store, or no place at all
   */
  long from(String text) throws RequestException {
    return here(start(text));
  }

  private static long here(Place place) throws RequestException {
    if (place.restored() != null) {
      throw RequestException.restored(place.restored());
    }
    return place.offset();
  }

  /**
   * Where a queue is to begin. One that is to begin ahead of the store begins where the store and
   * the client part: so nothing that comes is skipped.
   *
   * @throws RequestException when it is no place at all
   */
  Place start(String text) throws RequestException {
    if (text.equals("latest")) {
      return new Place(LogRecord.Connect.LATEST, null);
    } else if (text.equals("earliest")) {
      return new Place(0, null);
    }
    Place place = placeOrNull(text);
    if (place == null) {
      throw new RequestException(
          ErrorCode.BAD_POSITION,
          "key 'from' must be latest, earliest or a position of this broker");
    }
    return place;
  }

  /** What a client says it has seen; a stock client takes any trailing text for its offset. */
  Place seen(@Nullable String text) {
    Place place = text == null ? null : placeOrNull(text);
    return place == null ? new Place(0, null) : place;
  }

  private @Nullable Place placeOrNull(String text) {
    try {
      return place(Position.parse(text));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable Place place(Position position) {
    Lineage.Meaning meaning = lineage.meaning(position);
    return switch (meaning.known()) {
      case HERE -> new Place(meaning.offset(), null);
      case AHEAD ->
          new Place(
              meaning.offset(),
              new Restored(lineage.position(meaning.offset()), position.toString()));
      case NOT -> null;
    };
  }
}
