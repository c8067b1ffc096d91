package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Place;
import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.queue.QueueCore;

/** Reads where in a queue or a room something is to begin or to end. */
final class Places {
  private Places() {}

  /** The value of a key: a text, or {@code {"time":ms}}. */
  static Place read(RequestReader in, String key, int epoch) throws RequestException {
    return in.atObject() ? Place.at(in.time(key)) : of(key, in.text(key), epoch);
  }

  /**
   * What a text means: {@code latest}, {@code earliest}, a position, or a time in milliseconds
   * since 1970.
   *
   * @param key where it stands, for the refusal
   */
  static Place of(String key, String text, int epoch) throws RequestException {
    if (text.equals("latest")) {
      return Place.LATEST;
    } else if (text.equals("earliest")) {
      return Place.EARLIEST;
    }
    try {
      if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Place.at(Long.parseLong(text));
      }
      Position position = Position.parse(text);
      if (position.epoch() == epoch && position.shard() == QueueCore.SHARD) {
        return Place.after(position.offset());
      }
    } catch (IllegalArgumentException e) {
      throw bad(key);
    }
    throw bad(key);
  }

  private static RequestException bad(String key) {
    return new RequestException(
        ErrorCode.BAD_POSITION,
        "key '"
            + key
            + "' must be latest, earliest, a position of this broker, or a time in ms since 1970");
  }
}
