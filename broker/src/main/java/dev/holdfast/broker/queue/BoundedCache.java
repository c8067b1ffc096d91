package dev.holdfast.broker.queue;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the view holds of the store in memory. Entries that a commit under way has changed must be
 * found here until it stands, so nothing is dropped but by {@link #trim}, between commits: the
 * longest unused first. Owned by the shard writer.
 */
final class BoundedCache<K, V> {
  private final int bound;
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(64, 0.75f, true);

  BoundedCache(int bound) {
    this.bound = bound;
  }

  @Nullable V get(K key) {
    return entries.get(key);
  }

  void put(K key, V value) {
    entries.put(key, value);
  }

  void remove(K key) {
    entries.remove(key);
  }

  int size() {
    return entries.size();
  }

  /** Drops the longest unused entries over the bound, but none that {@code keep} holds on to. */
  void trim(Predicate<V> keep) {
    int surplus = entries.size() - bound;
    if (surplus <= 0) {
      return;
    }
    Iterator<Map.Entry<K, V>> eldestFirst = entries.entrySet().iterator();
    // A pass is bounded, so that many pinned entries do not make every commit walk over all of
    // them.
    for (int looked = 0;
        surplus > 0 && looked < 2 * surplus + 64 && eldestFirst.hasNext();
        looked++) {
      if (!keep.test(eldestFirst.next().getValue())) {
        eldestFirst.remove();
        surplus--;
      }
    }
  }
}
