package dev.holdfast.broker.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What was given for each key, and where; the default for the others. Used by one thread. */
final class Values {
  private final Map<Key<?>, Object> given = new HashMap<>();
  private final Map<Key<?>, String> places = new HashMap<>();
  private final Set<Key<?>> wrong = new HashSet<>();

  <T> void put(Key<T> key, T value, String place) {
    given.put(key, value);
    places.put(key, place);
  }

  /** What was given could not be read, so that comparing other values with it says nothing. */
  void markWrong(Key<?> key) {
    wrong.add(key);
  }

  /** Only {@link #put} fills the map, with a value of the key's own type. */
  @SuppressWarnings("unchecked")
  <T> T get(Key<T> key) {
    Object value = given.get(key);
    return value == null ? key.defaultValue() : (T) value;
  }

  /** What was given for a key does not go with what was given for others. */
  void problem(Key<?> key, String message, Problems problems) {
    if (!wrong.contains(key)) {
      problems.add(places.getOrDefault(key, ""), key.name(), message);
    }
  }

  /** A rule between two keys, whose breach is a problem of the first. */
  void atMost(Key<? extends Number> smaller, Key<? extends Number> larger, Problems problems) {
    if (wrong.contains(smaller) || wrong.contains(larger)) {
      return;
    }
    if (get(smaller).longValue() > get(larger).longValue()) {
      String place = places.getOrDefault(smaller, places.getOrDefault(larger, ""));
      problems.add(
          place,
          smaller.name(),
          "must be at most "
              + larger.name()
              + ", which is "
              + get(larger)
              + ", not '"
              + get(smaller)
              + "'");
    }
  }
}
