package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Up to where all members of a stream are done with it, for the streams that clients share. Made by
 * one sweep, on its thread.
 */
final class LowMarks {
  private final Map<Long, Long> marks = new HashMap<>();

  /** Somebody is done with the stream up to this offset only. */
  void lower(long stream, long upTo) {
    marks.merge(stream, upTo, Math::min);
  }

  /** Somebody is done with the stream, but is stored as a member of it. */
  void touch(long stream) {
    marks.putIfAbsent(stream, Long.MAX_VALUE);
  }

  /**
   * The mark, or null for a stream that nobody is stored as a member of; the greatest number where
   * all are done with it.
   */
  @Nullable Long of(long stream) {
    return marks.get(stream);
  }
}
