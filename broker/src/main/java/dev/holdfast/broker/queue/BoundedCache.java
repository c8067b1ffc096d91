package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
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

  private int putSinceTrim;

  BoundedCache(int bound) {
    this.bound = bound;
  }

  @Nullable V get(K key) {
    return entries.get(key);
  }

  void put(K key, V value) {
    entries.put(key, value);
    putSinceTrim++;
  }

  void remove(K key) {
    entries.remove(key);
  }

  int size() {
    return entries.size();
  }

  /**
   * Drops the longest unused entries over the bound, but none that {@code keep} holds on to. It
   * looks at a few more than were put since the last time: so it catches up, and a great many
   * entries that are kept cost each commit no more than a few.
   */
  void trim(Predicate<V> keep) {
    int looks = Math.min(entries.size() - bound, 2 * putSinceTrim + 64);
    putSinceTrim = 0;
    List<K> kept = new ArrayList<>();
    Iterator<Map.Entry<K, V>> eldestFirst = entries.entrySet().iterator();
    for (; looks > 0; looks--) {
      Map.Entry<K, V> eldest = eldestFirst.next();
      if (keep.test(eldest.getValue())) {
        kept.add(eldest.getKey());
      } else {
        eldestFirst.remove();
      }
    }
    // Counted as used, so that the next time looks at others.
    for (K key : kept) {
      entries.get(key);
    }
  }
}
